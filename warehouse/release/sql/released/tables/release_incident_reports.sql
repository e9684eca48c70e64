-- Which of the reports that may go out make which incident.
--include retold_members
UNION ALL BY NAME
SELECT incident_id, report_id, 'single' AS link_rule, NULL AS linked_to, NULL AS link_probability, []::VARCHAR[] AS cites
FROM released.coarse_reports
