-- What the reports of the given incidents say, for the reason why each was found.
SELECT m.incident_id, r.report_id, r.native_ref, r.vessel_name, r.place, r.narrative, r.imo_number
FROM incident_reports AS m
JOIN reports AS r USING (report_id)
WHERE m.incident_id IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY m.incident_id, r.report_id
