-- Incidents that the filters leave, by sea region: all of them, and those of which members alone tell.
WITH kept AS (
    --include kept
)
SELECT sea_region, count(*)::INTEGER AS incidents, (count(*) FILTER (sources = ['members']))::INTEGER AS from_members
FROM kept
GROUP BY ALL
ORDER BY from_members DESC, sea_region
