-- Sources that have published reports, with the line to show beside their data.
SELECT source, title, attribution, last_occurred_on
FROM sources
WHERE reports > 0
ORDER BY source
