-- Advisories as features, with texts as far as licences let them go out.
SELECT
    r.advisory_id, r.source, r.native_ref, r.kind, r.title, r.issued_at, r.valid_from, r.valid_to, r.validity, r.ended_at, r.ended_by,
    r.withdrawn, r.sea_regions, r.radius_nm, r.source_url, r.tlp, r.revision, r.first_seen_at, r.last_changed_at,
    least(r.valid_to, r.ended_at) AS holds_until,
    --include licensed_narrative
    s.licence, s.attribution, r.advisory_id AS feature_id, r.valid_from AS feature_time
FROM advisories AS r
LEFT JOIN sources AS s USING (source)
