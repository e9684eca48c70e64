-- Which report belongs to which incident, and why; reports that were not linked again stay where they were.
SELECT {columns} FROM membership
UNION ALL
SELECT {columns} FROM incident_reports_before ANTI JOIN compared USING (report_id)
ORDER BY incident_id, report_id
