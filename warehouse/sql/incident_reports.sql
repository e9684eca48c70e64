-- The reports behind one incident, with what their source asks to be shown beside them.
SELECT
    r.*, m.link_rule, m.link_probability,
    s.title AS source_title, s.body, s.licence, s.attribution, s.url AS body_url
FROM incident_reports AS m
JOIN reports AS r USING (report_id)
LEFT JOIN sources AS s USING (source)
WHERE m.incident_id = $incident_id
ORDER BY r.occurred_on, r.report_id
