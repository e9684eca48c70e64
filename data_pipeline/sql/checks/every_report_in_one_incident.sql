-- Reports in no incident.
SELECT r.report_id, count(i.incident_id) AS incidents
FROM reports AS r
LEFT JOIN incident_reports AS i USING (report_id)
GROUP BY r.report_id
HAVING count(i.incident_id) = 0
