-- The incidents of a span of days that the filters leave, newest first, with what tells whether one needs attention.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    i.incident_id, i.occurred_on, i.occurred_at, i.category, i.act, i.severity, i.crew_harm, i.sea_region, i.place, i.country,
    i.vessel_name, i.vessel_type, i.status, i.sources, i.report_count, i.latitude, i.longitude, i.position_precision_km,
    i.vessel_status, i.weapons, i.attackers, i.stolen
FROM kept AS i
WHERE i.occurred_on BETWEEN $first::DATE AND $last::DATE
ORDER BY i.occurred_on DESC, i.occurred_at DESC NULLS LAST, i.incident_id DESC
