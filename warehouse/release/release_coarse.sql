-- Incidents of which only members tell, coarsened to month, sea region and vessel group, in the cells of these and the
-- marking in which at least $k reporters stand. What they did, with what, and the harm stay: a cell hides who, not what.
WITH of_members AS (
    SELECT i.*, date_trunc('month', i.occurred_on)::DATE AS month, g.vessel_group
    FROM main.incidents AS i
    JOIN released.touched AS t USING (incident_id)
    LEFT JOIN (SELECT unnest($types::VARCHAR[]) AS vessel_type, unnest($groups::VARCHAR[]) AS vessel_group) AS g USING (vessel_type)
    WHERE t.members_only AND NOT t.above
),
cells AS (
    SELECT o.month, o.sea_region, o.vessel_group, o.tlp
    FROM of_members AS o
    JOIN main.incident_reports AS m USING (incident_id)
    JOIN main.reports AS r USING (report_id)
    GROUP BY ALL
    HAVING count(DISTINCT r.reporter) >= $k
)
SELECT
    o.incident_id AS told_as,
    $members || ':' || left(sha256(o.incident_id || $salt), 16) AS incident_id,
    o.report_count, [$members] AS sources, []::VARCHAR[] AS origins, NULL::DOUBLE AS link_probability, []::VARCHAR[] AS doubts,
    NULL::VARCHAR AS fact_basis, 'unverified' AS status,
    o.month::TIMESTAMPTZ AS first_published_at, o.month::TIMESTAMPTZ AS last_changed_at,
    o.month AS occurred_on, NULL::TIMESTAMPTZ AS occurred_at, 'month' AS time_precision,
    NULL::DOUBLE AS latitude, NULL::DOUBLE AS longitude, NULL::DOUBLE AS position_precision_km, 'none' AS position_basis,
    NULL::DOUBLE AS on_land_km, NULL::DOUBLE AS shore_km, o.sea_region, o.area, NULL::VARCHAR AS nga_subregion, NULL::VARCHAR AS country,
    'unknown' AS waters, o.category, []::VARCHAR[] AS also, NULL::VARCHAR AS cyber_subtype, o.act, o.severity, []::VARCHAR[] AS severity_basis,
    NULL::VARCHAR AS vessel_name, NULL::INTEGER AS imo_number, o.vessel_group AS vessel_type, NULL::VARCHAR AS flag, 'unknown' AS vessel_status,
    NULL::INTEGER AS attackers, NULL::INTEGER AS attackers_max, o.weapons, o.crew_harm, []::VARCHAR[] AS stolen,
    NULL::BOOLEAN AS reported_to_authority, o.reliability, o.credibility, o.tlp, NULL::VARCHAR AS place, []::VARCHAR[] AS issues,
    NULL::UBIGINT AS h3_r3, NULL::UBIGINT AS h3_r5
FROM of_members AS o
JOIN cells AS c
    ON o.month IS NOT DISTINCT FROM c.month AND o.sea_region IS NOT DISTINCT FROM c.sea_region
    AND o.vessel_group IS NOT DISTINCT FROM c.vessel_group AND o.tlp = c.tlp
