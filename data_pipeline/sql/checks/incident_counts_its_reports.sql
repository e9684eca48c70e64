-- Incidents whose report count differs from their reports.
SELECT n.incident_id, n.report_count, count(i.report_id) AS reports
FROM incidents AS n
LEFT JOIN incident_reports AS i USING (incident_id)
GROUP BY n.incident_id, n.report_count
HAVING n.report_count <> count(i.report_id)
