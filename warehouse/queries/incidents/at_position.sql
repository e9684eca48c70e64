-- The incidents that the filters leave at the position of one incident, to about 100 m, newest first.
WITH kept AS NOT MATERIALIZED (
    --include kept
), here AS (
    SELECT round(latitude, 3) AS y, round(longitude, 3) AS x FROM incidents WHERE incident_id = $incident_id
)
SELECT k.incident_id, k.occurred_on, k.act, k.category, k.vessel_name
FROM kept AS k, here
WHERE round(k.latitude, 3) = here.y AND round(k.longitude, 3) = here.x
ORDER BY k.occurred_on DESC, k.incident_id
LIMIT $limit
