-- Which report belongs to which incident.
SELECT report_id AS incident_id, report_id, 'single' AS link_rule, NULL::DOUBLE AS link_probability
FROM reports
ORDER BY incident_id, report_id
