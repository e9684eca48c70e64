-- The words of reports without a position, and of those that are compared with one: the same day or two days apart.
SELECT report_id, country, concat_ws('. ', place, narrative) AS words
FROM reports
WHERE (occurred_on - DATE '1970-01-01')::INTEGER IN (SELECT day FROM days_unplaced)
ORDER BY report_id
