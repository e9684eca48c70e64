-- Incidents of which free reports tell too, told anew from those alone: all facts from the best of them.
-- The id is kept where it is a free report's; else it is that of the report that tells it, marked where that is taken.
-- Corroborated only where the whole snapshot says so and the free reports alone come from two bodies.
WITH own_body AS (
    SELECT i.sources[1] AS source, any_value(i.origins) AS body
    FROM main.incidents AS i
    JOIN main.incident_reports AS m USING (incident_id)
    WHERE len(i.sources) = 1 AND len(i.origins) = 1 AND len(m.cites) = 0
    GROUP BY ALL
),
free AS (
    SELECT m.incident_id AS told_as, CASE WHEN len(m.cites) > 0 THEN m.cites ELSE coalesce(o.body, [r.source]) END AS comes_from, r.*
    FROM main.incident_reports AS m
    JOIN released.touched AS t USING (incident_id)
    JOIN main.reports AS r USING (report_id)
    LEFT JOIN own_body AS o ON o.source = r.source
    ANTI JOIN released.bound AS b ON b.report_id = m.report_id
),
gathered AS (
    SELECT
        told_as,
        count(*)::INTEGER AS report_count,
        list_sort(list_distinct(list(source))) AS sources,
        list_sort(list_distinct(flatten(list(comes_from)))) AS origins,
        bool_or(report_id = told_as) AS keeps_id,
        bool_and(coalesce(withdrawn, false)) AS withdrawn,
        arg_min(report_id, struct_pack(a := latitude IS NULL, b := reliability, c := first_seen_at, d := report_id)) AS best,
        arg_max(tlp, list_position($order::VARCHAR[], tlp)) AS tlp,
        min(coalesce(published_at, first_seen_at)) AS first_published_at,
        max(last_changed_at) AS last_changed_at
    FROM free
    GROUP BY told_as
),
named AS (
    SELECT g.*, CASE WHEN keeps_id THEN told_as ELSE best END AS wanted, NOT keeps_id AND i.incident_id IS NOT NULL AS taken
    FROM gathered AS g
    LEFT JOIN main.incidents AS i ON i.incident_id = g.best
)
SELECT
    n.told_as,
    n.wanted || repeat('+', row_number() OVER (PARTITION BY n.wanted ORDER BY n.keeps_id DESC, n.told_as) - 1 + n.taken::BIGINT) AS incident_id,
    n.report_count, n.sources, n.origins, NULL::DOUBLE AS link_probability, []::VARCHAR[] AS doubts, NULL::VARCHAR AS fact_basis,
    CASE
        WHEN n.withdrawn AND i.status NOT IN ('verified', 'disputed', 'unfounded') THEN 'withdrawn'
        WHEN i.status IN ('disputed', 'unfounded') OR len(n.origins) > 1 AND i.status = 'corroborated' THEN i.status ELSE 'unverified'
    END AS status,
    n.first_published_at, n.last_changed_at,
    r.* EXCLUDE (
        --derived reports_only
    ),
    n.tlp,
    h3_cell(r.latitude, r.longitude, 3) AS h3_r3,
    h3_cell(r.latitude, r.longitude, 5) AS h3_r5
FROM named AS n
JOIN main.reports AS r ON r.report_id = n.best
JOIN main.incidents AS i ON i.incident_id = n.told_as
