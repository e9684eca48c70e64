-- The incident that holds the report with an id: an incident's id is that of one of its reports, and stays good when incidents
-- are merged. The first one where a report tells of several.
SELECT min(incident_id) AS incident_id
FROM incident_reports
WHERE report_id = $report_id::VARCHAR
