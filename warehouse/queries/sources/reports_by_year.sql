-- Reports per source and year of the event.
SELECT source, year(occurred_on)::INTEGER AS year, count(*) AS reports
FROM reports
WHERE occurred_on IS NOT NULL
GROUP BY ALL
ORDER BY source, year
