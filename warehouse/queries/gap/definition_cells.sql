-- Incidents by everything that the bodies' definitions look at, and whether each body is among those it comes from.
SELECT
    year(occurred_on)::INTEGER AS year, sea_region, area, category, act, severity, waters,
    list_contains(origins, 'imb') AS of_imb, list_contains(origins, 'imo') AS of_imo, list_contains(origins, 'recaap') AS of_recaap,
    count(*)::INTEGER AS incidents
FROM (
--include kept
)
WHERE occurred_on IS NOT NULL
GROUP BY ALL
ORDER BY ALL
