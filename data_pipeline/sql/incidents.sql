-- One row an incident. Facts: those of the report it began with.
WITH counted AS (
    SELECT
        m.incident_id,
        count(*)::INTEGER AS report_count,
        list_sort(list_distinct(list(r.source))) AS sources,
        list_sort(list_distinct(list(r.source))) AS origins,
        min(m.link_probability) AS link_probability,
        min(coalesce(r.published_at, r.first_seen_at)) AS first_published_at,
        max(r.last_changed_at) AS last_changed_at,
        list_sort(list_distinct(flatten(list(r.issues)))) AS issues
    FROM membership AS m
    JOIN reports AS r USING (report_id)
    GROUP BY m.incident_id
)
SELECT
    c.*,
    []::VARCHAR[] AS doubts,
    NULL::VARCHAR AS fact_basis,
    'unverified' AS status,
    r.* EXCLUDE (report_id, source, last_changed_at, issues),
    h3_cell(r.latitude, r.longitude, 3::TINYINT) AS h3_r3,
    h3_cell(r.latitude, r.longitude, 5::TINYINT) AS h3_r5
FROM counted AS c
JOIN reports AS r ON r.report_id = c.incident_id
