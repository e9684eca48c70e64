-- Every report of the incidents that the filters leave, with those incidents and the attribution that its source asks for.
WITH kept AS NOT MATERIALIZED (
    --include kept
),
pairs AS (
    SELECT m.report_id, m.incident_id
    FROM kept AS k
    JOIN incident_reports AS m USING (incident_id)
),
told AS (
    SELECT report_id, min(incident_id) AS first_incident, count(*) > 1 AS shared
    FROM pairs
    GROUP BY report_id
),
-- Lists are gathered for the few reports that tell of several incidents only: a million lists would not fit into the memory allowed.
shared AS (
    SELECT report_id, list_sort(list(incident_id)) AS incident_ids
    FROM pairs
    WHERE report_id IN (SELECT report_id FROM told WHERE shared)
    GROUP BY report_id
)
SELECT
    r.report_id, coalesce(h.incident_ids, [t.first_incident]) AS incident_ids, r.source, r.native_ref, r.source_url, r.revision, r.first_seen_at, r.last_changed_at,
    r.occurred_on, r.occurred_at, r.time_precision, r.reported_at, r.published_at, r.latitude, r.longitude,
    r.position_precision_km, r.position_basis, r.sea_region, r.area, r.country, r.waters, r.category, r.also, r.cyber_subtype,
    r.act, r.severity, r.severity_scale, r.vessel_name, r.imo_number, r.vessel_type, r.flag, r.vessel_status, r.attackers, r.attackers_max,
    r.weapons, r.crew_harm, r.stolen, r.reported_to_authority, r.place, r.narrative, r.withdrawn, r.issues, r.reliability, r.credibility,
    r.tlp, r.raw_sha256, r.raw_locator, s.licence, s.attribution
FROM told AS t
JOIN reports AS r USING (report_id)
LEFT JOIN shared AS h ON h.report_id = r.report_id
LEFT JOIN sources AS s USING (source)
ORDER BY r.occurred_on, r.report_id
