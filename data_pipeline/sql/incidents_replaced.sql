-- Incidents of the snapshot before of which a report has been linked again.
SELECT DISTINCT incident_id FROM incident_reports_before SEMI JOIN relinked USING (report_id)
