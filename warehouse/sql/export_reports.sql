-- Every report of the incidents that the filters leave, with those incidents and the attribution that its source asks for.
WITH kept AS NOT MATERIALIZED (
    --include kept
),
tell AS (
    SELECT m.report_id, list_sort(list(m.incident_id)) AS incident_ids
    FROM kept AS k
    JOIN incident_reports AS m USING (incident_id)
    GROUP BY m.report_id
)
SELECT
    r.report_id, t.incident_ids, r.source, r.native_ref, r.source_url, r.revision, r.first_seen_at, r.last_changed_at,
    r.occurred_on, r.occurred_at, r.time_precision, r.reported_at, r.published_at, r.latitude, r.longitude,
    r.position_precision_km, r.position_basis, r.sea_region, r.area, r.country, r.waters, r.category, r.also, r.cyber_subtype,
    r.act, r.severity, r.vessel_name, r.imo_number, r.vessel_type, r.flag, r.vessel_status, r.attackers, r.attackers_max,
    r.weapons, r.crew_harm, r.stolen, r.reported_to_authority, r.place, r.narrative, r.issues, r.reliability, r.credibility,
    r.tlp, r.raw_sha256, r.raw_locator, s.licence, s.attribution
FROM tell AS t
JOIN reports AS r USING (report_id)
LEFT JOIN sources AS s USING (source)
ORDER BY r.occurred_on, r.report_id
