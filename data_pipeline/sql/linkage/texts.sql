-- What the reports of one source say in words: text and place, and the ships' names.
SELECT report_id, concat_ws(' ', narrative, place) AS text, coalesce(vessel_name, '') AS name
FROM reports
WHERE source = $source
ORDER BY report_id
