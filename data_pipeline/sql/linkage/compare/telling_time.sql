-- Reports whose text may state a time of day.
SELECT report_id, narrative
FROM reports
WHERE regexp_matches(narrative, '[0-9]{3,4}|[0-9]:[0-9]')
ORDER BY report_id
