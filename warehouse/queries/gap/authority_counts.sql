-- Incidents whose reports say that a coastal authority was told, that none was, or do not say; by year and sea region.
SELECT
    year(occurred_on)::INTEGER AS year, sea_region, area,
    count(*) FILTER (reported_to_authority)::INTEGER AS told,
    count(*) FILTER (NOT reported_to_authority)::INTEGER AS not_told,
    count(*) FILTER (reported_to_authority IS NULL)::INTEGER AS silent
FROM (
--include kept
)
WHERE occurred_on IS NOT NULL
GROUP BY ALL
ORDER BY ALL
