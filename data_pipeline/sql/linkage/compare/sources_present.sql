-- The sources that have reports.
SELECT DISTINCT source FROM reports ORDER BY source
