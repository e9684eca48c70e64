-- Incidents that the filters leave per sea region, most first; those without a region are left out.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT sea_region, count(*) AS incidents
FROM kept
WHERE sea_region IS NOT NULL
GROUP BY sea_region
ORDER BY incidents DESC, sea_region
