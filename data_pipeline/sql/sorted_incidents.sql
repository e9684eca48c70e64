-- Incidents in the published order; those of reports that were not linked again as they were.
SELECT {columns} FROM incidents_unsorted
UNION ALL
SELECT {columns} FROM incidents_before
WHERE incident_id NOT IN (SELECT incident_id FROM incident_reports_before SEMI JOIN compared USING (report_id))
ORDER BY occurred_on, incident_id
