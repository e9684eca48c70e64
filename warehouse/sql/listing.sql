-- The newest $limit incidents that the filters leave; of one H3 cell, or without position, where asked.
-- The rows are found by two narrow columns first, and only those found are read in full.
WITH kept AS NOT MATERIALIZED (
    --include kept
), newest AS MATERIALIZED (
    SELECT incident_id, occurred_on
    FROM kept
    WHERE true
        --when cell: AND (h3_r5 & $keep::UBIGINT) | $fill::UBIGINT = $cell::UBIGINT
        --when unplaced: AND latitude IS NULL
    ORDER BY occurred_on DESC, incident_id
    LIMIT $limit
)
SELECT
    i.incident_id, i.occurred_on, i.category, i.act, i.severity, i.vessel_name, i.vessel_type, i.vessel_status, i.sea_region, i.place,
    i.latitude, i.longitude, i.position_precision_km, i.report_count, i.sources, i.status
FROM incidents AS i
SEMI JOIN newest USING (incident_id)
WHERE i.occurred_on >= (SELECT min(occurred_on) FROM newest)
ORDER BY i.occurred_on DESC, i.incident_id
