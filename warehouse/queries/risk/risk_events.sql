-- The newest $limit incidents that the filters leave with a position known to $within_km: day (since 1970), latitude,
-- longitude, sea_region.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT date_diff('day', DATE '1970-01-01', occurred_on) AS day, latitude, longitude, sea_region
FROM kept
WHERE occurred_on IS NOT NULL AND latitude IS NOT NULL AND position_precision_km <= $within_km::DOUBLE
ORDER BY occurred_on DESC, incident_id
LIMIT $limit::BIGINT
