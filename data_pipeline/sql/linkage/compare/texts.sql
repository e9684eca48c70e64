-- The words of the reports: text and place, and the ships' names.
SELECT report_id, source, concat_ws(' ', narrative, place) AS text, coalesce(vessel_name, '') AS name
FROM reports
