-- Every revision of the reports behind one incident, in the order of landing, with the title of its source.
SELECT v.*, s.title AS source_title
FROM report_revisions AS v
JOIN incident_reports AS m USING (report_id)
LEFT JOIN sources AS s USING (source)
WHERE m.incident_id = $incident_id::VARCHAR
ORDER BY v.report_id, v.sighting
