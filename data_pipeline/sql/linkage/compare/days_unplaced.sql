-- Days on which a report without a position happened, or that lie two days from one.
SELECT DISTINCT unnest(range((occurred_on - DATE '1970-01-01')::INTEGER - 2, (occurred_on - DATE '1970-01-01')::INTEGER + 3)) AS day
FROM reports
WHERE latitude IS NULL
