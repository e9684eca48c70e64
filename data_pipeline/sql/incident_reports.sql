-- Which report belongs to which incident, and why.
SELECT {columns}
FROM membership
ORDER BY incident_id, report_id
