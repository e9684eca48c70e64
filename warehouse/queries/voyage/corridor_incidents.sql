-- Incidents with a position from $first to $last: what is told of those along a voyage. `hour` is that of the local sun, null where
-- the time is not known to the hour.
SELECT
    incident_id,
    occurred_on,
    latitude,
    longitude,
    position_precision_km,
    sea_region,
    category,
    act,
    severity,
    vessel_status,
    vessel_type,
    array_to_string(sources, ' ') AS sources,
    CASE WHEN time_precision IN ('minute', 'hour') THEN hour(occurred_at + to_seconds(round(longitude * 240)::BIGINT)) END::INTEGER AS hour
FROM incidents
WHERE latitude IS NOT NULL AND occurred_on BETWEEN $first::DATE AND $last::DATE
ORDER BY occurred_on, incident_id
