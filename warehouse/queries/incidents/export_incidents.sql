-- Every incident that the filters leave, with the attribution that its sources ask for.
WITH kept AS NOT MATERIALIZED (
    --include kept
), combinations AS (
    SELECT DISTINCT sources FROM kept
), credits AS (
    SELECT c.sources, string_agg(s.attribution, ' | ' ORDER BY s.source) AS attribution
    FROM combinations AS c
    JOIN sources AS s ON list_contains(c.sources, s.source)
    GROUP BY c.sources
)
SELECT
    k.incident_id, k.occurred_on, k.occurred_at, k.time_precision, k.latitude, k.longitude, k.position_precision_km,
    k.position_basis, k.sea_region, k.area, k.country, k.waters, k.category, k.also, k.cyber_subtype, k.act, k.severity, k.severity_scale,
    k.vessel_name, k.imo_number, k.vessel_type, k.flag, k.vessel_status, k.attackers, k.attackers_max, k.weapons,
    k.crew_harm, k.stolen, k.reported_to_authority, k.place, k.issues, k.status, k.tlp, k.report_count, k.sources,
    credits.attribution
FROM kept AS k
LEFT JOIN credits USING (sources)
ORDER BY k.occurred_on, k.incident_id
