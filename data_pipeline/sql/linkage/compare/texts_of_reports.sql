-- The texts that may credit a body.
SELECT report_id, source, narrative
FROM reports
WHERE narrative <> ''
