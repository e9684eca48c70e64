-- Reports as features, with narratives as far as licences let them go out.
SELECT
    r.report_id, r.source, r.native_ref, r.source_url, r.revision, r.first_seen_at, r.last_changed_at, r.reported_at, r.published_at,
    r.occurred_on, r.occurred_at, r.time_precision, r.latitude, r.longitude, r.position_precision_km, r.position_basis, r.sea_region,
    r.area, r.country, r.waters, r.category, r.also, r.cyber_subtype, r.act, r.severity, r.severity_scale, r.vessel_name, r.imo_number,
    r.vessel_type, r.flag, r.vessel_status, r.attackers, r.attackers_max, r.weapons, r.crew_harm, r.stolen, r.reported_to_authority,
    r.place, r.issues, r.tlp,
    --include licensed_narrative
    r.withdrawn, r.reliability, r.credibility, s.licence, s.attribution, r.report_id AS feature_id, r.occurred_on AS feature_time
FROM reports AS r
LEFT JOIN sources AS s USING (source)
