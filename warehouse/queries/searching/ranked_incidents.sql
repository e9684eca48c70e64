-- The incidents found for $text that the other filters leave, closest first, then newest.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT k.*, r.title AS sea_region_title, m.closeness
FROM kept AS k
JOIN matches AS m ON m.search = $text::VARCHAR AND m.incident_id = k.incident_id
LEFT JOIN sea_regions AS r ON r.sea_region = k.sea_region
ORDER BY m.closeness, k.occurred_on DESC NULLS LAST, k.incident_id
LIMIT $limit
