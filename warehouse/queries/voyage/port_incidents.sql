-- Incidents with a position in a box ($south to $north, $width degrees east of $west) from $first to $last: what is told of those near a
-- port. `hour` is that of the local sun, null where the time is not known to the hour.
SELECT
    incident_id,
    occurred_on,
    latitude,
    longitude,
    position_precision_km,
    category,
    also,
    act,
    severity,
    vessel_status,
    vessel_type,
    attackers,
    attackers_max,
    weapons,
    crew_harm,
    stolen,
    array_to_string(sources, ' ') AS sources,
    CASE WHEN time_precision IN ('minute', 'hour') THEN hour(occurred_at + to_seconds(round(longitude * 240)::BIGINT)) END::INTEGER AS hour
FROM incidents
WHERE
    latitude BETWEEN $south AND $north
    AND (longitude - $west + 720) % 360 <= $width
    AND occurred_on BETWEEN $first::DATE AND $last::DATE
ORDER BY occurred_on DESC, incident_id
