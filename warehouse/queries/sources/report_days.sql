-- Reports per source, sea region and day of the event: what a source's silences are judged by.
SELECT source, sea_region, occurred_on, count(*)::INTEGER AS reports
FROM reports
WHERE occurred_on IS NOT NULL
GROUP BY ALL
ORDER BY ALL
