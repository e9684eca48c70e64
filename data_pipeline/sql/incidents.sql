-- One row per incident. Its facts come from its reports by these rules; `fact_basis` names the report behind each.
--   time       a report whose text and field agree before one where they do not; then the day, give or take one, that most
--              reports state; then the finest precision; then the earlier day, because news follows the event
--   position   no placeholder, not for reference only, no conflict with its own text, not on land; then the finest precision
--   event      category, act and severity together, from the report of the gravest event: first reports often understate it
--   ship       the name most reports give; the most specific type; flag and number as the first report gives them
--   weapons, harm and stolen goods are those of all reports; the grades are the best of them, the marking the strictest
--   withdrawn  a report that its body has taken back gives facts only where all of them are taken back
-- Between equal reports, the better graded source comes first, then the one seen first.
WITH told AS (
    SELECT
        m.incident_id, m.link_rule, m.cites, r.*,
        list_has_any(r.issues, ['date_conflict_near', 'date_conflict_month', 'date_conflict_far']) AS day_in_conflict,
        count(*) OVER (
            PARTITION BY m.incident_id ORDER BY r.occurred_on RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND INTERVAL 1 DAY FOLLOWING
        ) AS days_agree,
        array_position(['minute', 'hour', 'day', 'month'], r.time_precision) AS time_rank,
        list_has_any(r.issues, ['position_default', 'position_reference_only', 'position_conflict', 'position_conflict_far', 'on_land']) AS spot_in_conflict,
        CASE WHEN r.severity BETWEEN 1 AND 4 THEN r.severity WHEN r.severity = 0 THEN 5 WHEN r.category = 'other' THEN 7 ELSE 6 END AS gravity,
        count(r.vessel_name) OVER (PARTITION BY m.incident_id, regexp_replace(r.vessel_name, '[^A-Z0-9]', '', 'g')) AS named_so,
        coalesce(len(t.types), 0) AS particular,
        coalesce(r.withdrawn, false) AS taken_back,
        struct_pack(taken_back := coalesce(r.withdrawn, false), reliability := r.reliability, seen := r.first_seen_at, id := r.report_id) AS standing
    FROM membership AS m
    JOIN reports AS r USING (report_id)
    LEFT JOIN (SELECT report_id, types FROM compared) AS t ON t.report_id = m.report_id
),
gathered AS (
    SELECT
        incident_id,
        count(*)::INTEGER AS report_count,
        list_sort(list_distinct(list(source))) AS sources,
        arg_min(report_id, struct_pack(z := taken_back, a := occurred_on IS NULL, b := day_in_conflict, c := -days_agree, d := time_rank, e := occurred_on, f := standing)) AS time_from,
        arg_min(report_id, struct_pack(z := taken_back, a := latitude IS NULL, b := spot_in_conflict, c := position_precision_km, d := standing)) AS spot_from,
        arg_min(report_id, struct_pack(z := taken_back, a := gravity, b := standing)) AS event_from,
        arg_min(report_id, struct_pack(z := taken_back, a := -named_so, b := contains(vessel_name, ';'), c := standing)) FILTER (vessel_name IS NOT NULL) AS name_from,
        arg_min(report_id, struct_pack(z := taken_back, a := -particular, b := standing)) FILTER (vessel_type IS NOT NULL) AS type_from,
        arg_min(imo_number, standing) FILTER (imo_number IS NOT NULL) AS imo_number,
        arg_min(flag, standing) FILTER (flag IS NOT NULL) AS flag,
        arg_min(vessel_status, standing) FILTER (vessel_status <> 'unknown') AS vessel_status,
        arg_min(report_id, struct_pack(z := taken_back, a := gravity, b := standing)) FILTER (attackers IS NOT NULL) AS attackers_from,
        list_sort(list_distinct(flatten(coalesce(list(weapons) FILTER (NOT taken_back), list(weapons))))) AS weapons,
        list_sort(list_distinct(flatten(coalesce(list(crew_harm) FILTER (NOT taken_back), list(crew_harm))))) AS crew_harm,
        list_sort(list_distinct(flatten(coalesce(list(stolen) FILTER (NOT taken_back), list(stolen))))) AS stolen,
        bool_or(reported_to_authority) AS reported_to_authority,
        bool_and(taken_back) AS withdrawn,
        min(reliability) AS reliability,
        min(credibility) AS credibility,
        arg_max(tlp, array_position(['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'], tlp)) AS tlp,
        min(coalesce(published_at, first_seen_at)) AS first_published_at,
        max(last_changed_at) AS last_changed_at,
        list_sort(list_distinct(flatten(list(issues)))) AS issues,
        arg_min(nga_subregion, standing) FILTER (nga_subregion IS NOT NULL) AS nga_subregion,
        arg_min(place, standing) FILTER (place IS NOT NULL) AS any_place
    FROM told
    GROUP BY incident_id
)
SELECT
    g.incident_id, g.report_count, g.sources, b.origins, b.link_probability, b.doubts,
    CASE WHEN g.report_count > 1 THEN to_json(struct_pack(
        time := g.time_from, position := g.spot_from, event := g.event_from, vessel_name := g.name_from,
        vessel_type := g.type_from, attackers := g.attackers_from))::VARCHAR END AS fact_basis,
    coalesce(v.verdict, CASE WHEN g.withdrawn THEN 'withdrawn' WHEN b.independent > 1 THEN 'corroborated' ELSE 'unverified' END) AS status,
    g.first_published_at, g.last_changed_at,
    time_of.occurred_on, time_of.occurred_at, time_of.time_precision,
    spot_of.latitude, spot_of.longitude, spot_of.position_precision_km, spot_of.position_basis, spot_of.on_land_km, spot_of.shore_km,
    spot_of.sea_region, spot_of.area, g.nga_subregion, spot_of.country, spot_of.waters,
    event_of.category, event_of.also, event_of.cyber_subtype, event_of.act, event_of.severity, event_of.severity_basis, event_of.severity_scale,
    name_of.vessel_name, g.imo_number, type_of.vessel_type, g.flag, coalesce(g.vessel_status, 'unknown') AS vessel_status,
    attackers_of.attackers, attackers_of.attackers_max,
    CASE WHEN len(g.weapons) > 1 THEN list_filter(g.weapons, lambda w: w <> 'not_stated') ELSE g.weapons END AS weapons,
    g.crew_harm, g.stolen, g.reported_to_authority, g.reliability, g.credibility, g.tlp,
    coalesce(spot_of.place, g.any_place) AS place,
    g.issues,
    h3_cell(spot_of.latitude, spot_of.longitude, 3::TINYINT) AS h3_r3,
    h3_cell(spot_of.latitude, spot_of.longitude, 5::TINYINT) AS h3_r5
FROM gathered AS g
JOIN incident_links AS b USING (incident_id)
JOIN reports AS time_of ON time_of.report_id = g.time_from
JOIN reports AS spot_of ON spot_of.report_id = g.spot_from
JOIN reports AS event_of ON event_of.report_id = g.event_from
LEFT JOIN reports AS name_of ON name_of.report_id = g.name_from
LEFT JOIN reports AS type_of ON type_of.report_id = g.type_from
LEFT JOIN reports AS attackers_of ON attackers_of.report_id = g.attackers_from
LEFT JOIN incident_verdicts AS v USING (incident_id)
