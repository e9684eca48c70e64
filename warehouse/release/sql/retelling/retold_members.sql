SELECT
    coalesce(t.incident_id, m.incident_id) AS incident_id, m.report_id, m.link_rule,
    CASE WHEN l.report_id IS NULL THEN m.linked_to END AS linked_to,
    CASE WHEN l.report_id IS NULL THEN m.link_probability END AS link_probability,
    m.cites
FROM main.incident_reports AS m
LEFT JOIN released.retold AS t ON t.told_as = m.incident_id
LEFT JOIN released.bound AS l ON l.report_id = m.linked_to
ANTI JOIN released.bound AS b ON b.report_id = m.report_id
