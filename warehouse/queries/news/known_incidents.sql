-- For reports $report_ids, the incidents that they belong to, with what is known of these: severity and status.
SELECT m.report_id, i.incident_id, i.severity, i.status
FROM incident_reports AS m
JOIN incidents AS i USING (incident_id)
WHERE m.report_id IN (SELECT unnest($report_ids::VARCHAR[]))
ORDER BY m.report_id, i.incident_id
