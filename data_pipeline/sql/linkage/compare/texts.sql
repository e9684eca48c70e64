-- The words of the reports of one source: text and place, and the ships' names.
SELECT report_id, concat_ws(' ', narrative, place) AS text, coalesce(vessel_name, '') AS name
FROM reports
WHERE source = $source
ORDER BY report_id
