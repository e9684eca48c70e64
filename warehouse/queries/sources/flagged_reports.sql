-- Reports that carry a warning, of one source or (null) of any: the most severe first, then the newest; one page of them.
-- A report that tells of two incidents is listed once, with the first of them.
SELECT
    r.report_id, coalesce(m.incident_id, r.report_id) AS incident_id, r.source, r.occurred_on, r.category, r.act, r.severity,
    left(r.narrative, 300) AS narrative
FROM reports AS r
LEFT JOIN (SELECT report_id, min(incident_id) AS incident_id FROM incident_reports GROUP BY report_id) AS m ON m.report_id = r.report_id
WHERE list_contains(r.issues, $issue::VARCHAR)
    AND ($source::VARCHAR IS NULL OR r.source = $source::VARCHAR)
ORDER BY r.severity IS NULL, r.severity = 0, r.severity, r.occurred_on DESC NULLS LAST, r.report_id
LIMIT $limit::BIGINT
OFFSET $offset::BIGINT
