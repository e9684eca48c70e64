-- Incidents per year and sea region: one snapshot's totals, to be compared with another's.
SELECT year(occurred_on)::INTEGER AS year, sea_region, count(*)::INTEGER AS incidents
FROM incidents
WHERE occurred_on IS NOT NULL
GROUP BY ALL
ORDER BY ALL
