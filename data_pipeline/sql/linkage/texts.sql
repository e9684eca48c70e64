-- What the reports of one source say in words: text, place and the ships' names.
SELECT report_id, concat_ws(' ', narrative, place, vessel_name) AS text
FROM reports
WHERE source = $source
ORDER BY report_id
