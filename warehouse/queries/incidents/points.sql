-- Positions of the incidents that the filters leave, newest last so that they are drawn on top.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT incident_id, longitude, latitude, position_precision_km, occurred_on, category, act, severity, vessel_name
FROM kept
WHERE latitude IS NOT NULL
ORDER BY occurred_on, incident_id
