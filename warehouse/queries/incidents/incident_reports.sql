-- The reports behind one incident, with why each belongs to it and what its source asks to be shown beside it.
SELECT
    r.*, m.link_rule, m.linked_to, m.link_probability, m.cites, l.evidence,
    s.title AS source_title, s.body, s.licence, s.attribution, s.url AS body_url
FROM incident_reports AS m
JOIN reports AS r USING (report_id)
LEFT JOIN sources AS s USING (source)
LEFT JOIN links AS l ON l.report_a = least(m.report_id, m.linked_to) AND l.report_b = greatest(m.report_id, m.linked_to)
WHERE m.incident_id = $incident_id
ORDER BY r.occurred_on, r.report_id
