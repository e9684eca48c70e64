-- Incidents of all time per sea region (null: no position): how much of what usually happens, happens there.
SELECT sea_region, count(*)::INTEGER AS incidents
FROM incidents
GROUP BY ALL
ORDER BY ALL
