-- Incidents as they are exchanged: what an export tells of them, when they were first told and last changed, the grade, the region's
-- title, and where public bodies tell of them. Only one of them where $incident_id names it.
WITH kept AS NOT MATERIALIZED (
    --include kept
), told AS (
    SELECT *
    FROM kept
    WHERE true
        --when incident_id: AND incident_id = $incident_id::VARCHAR
), publications AS (
    SELECT
        m.incident_id,
        list_distinct(list(s.attribution ORDER BY s.attribution)) AS attributions,
        list(struct_pack(source := s.title, reference := r.native_ref, url := r.source_url) ORDER BY r.report_id)
            FILTER (r.source <> $members) AS publications
    FROM told AS t
    JOIN incident_reports AS m USING (incident_id)
    JOIN reports AS r USING (report_id)
    JOIN sources AS s ON s.source = r.source
    GROUP BY m.incident_id
)
SELECT
    t.incident_id, t.first_published_at, t.last_changed_at, t.occurred_on, t.occurred_at, t.time_precision, t.latitude, t.longitude,
    t.position_precision_km, t.sea_region, g.title AS sea_region_title, t.area, t.country, t.waters, t.category, t.also, t.cyber_subtype,
    t.act, t.severity, t.severity_scale, t.vessel_name, t.imo_number, t.vessel_type, t.flag, t.vessel_status, t.place, t.status,
    t.credibility, t.tlp, t.report_count, t.sources, p.attributions, p.publications
FROM told AS t
LEFT JOIN sea_regions AS g USING (sea_region)
LEFT JOIN publications AS p USING (incident_id)
ORDER BY t.occurred_on, t.incident_id
