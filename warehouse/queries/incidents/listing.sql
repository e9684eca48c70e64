-- The newest $limit incidents that the filters leave; of one H3 cell, or without position, where asked.
-- $since, where given, is the day of the last of them: days before it need not be read.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    incident_id, occurred_on, category, act, severity, vessel_name, vessel_type, vessel_status, sea_region, place,
    latitude, longitude, position_precision_km, report_count, sources, status
FROM kept
WHERE true
    --when since: AND occurred_on >= $since::DATE
    --when cell: AND (h3_r5 & $keep::UBIGINT) | $fill::UBIGINT = $cell::UBIGINT
    --when unplaced: AND latitude IS NULL
ORDER BY occurred_on DESC, incident_id
LIMIT $limit
