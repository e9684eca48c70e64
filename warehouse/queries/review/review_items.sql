-- What is to be reviewed, one row each, under filters that leave no trace when off. Included by other queries.
-- Pairs: unsure, or contradicted by decisions; or, with $outcomes, all judged pairs with one of these.
-- Incidents: those with one of $doubts that no analyst has graded yet.
SELECT *
FROM (
    SELECT
        l.report_a || '|' || l.report_b AS key,
        l.kind,
        l.outcome,
        [l.reason] AS reasons,
        l.probability,
        l.weight,
        l.reason = 'contradicted' AS contradicted,
        l.reason = 'rivals_close' AS close,
        least(
            coalesce(nullif(a.severity, 0), CASE WHEN a.severity = 0 THEN 5 ELSE 6 END),
            coalesce(nullif(b.severity, 0), CASE WHEN b.severity = 0 THEN 5 ELSE 6 END)
        ) AS severity_rank,
        least(a.occurred_on, b.occurred_on) AS first_on,
        greatest(a.occurred_on, b.occurred_on) AS last_on,
        [coalesce(a.sea_region, '-'), coalesce(b.sea_region, '-')] AS regions,
        [a.source, b.source] AS sources,
        coalesce(a.vessel_name, '') AS name_a,
        coalesce(b.vessel_name, '') AS name_b
    FROM links AS l
    JOIN reports AS a ON a.report_id = l.report_a
    JOIN reports AS b ON b.report_id = l.report_b
    WHERE true
        --unless outcomes: AND (l.outcome = 'unsure' OR l.reason = 'contradicted')
        --when outcomes: AND list_contains($outcomes::VARCHAR[], l.outcome)
    UNION ALL BY NAME
    SELECT
        i.incident_id AS key,
        'incident' AS kind,
        NULL AS outcome,
        i.doubts AS reasons,
        i.link_probability AS probability,
        NULL AS weight,
        list_contains(i.doubts, 'decisions_contradict') AS contradicted,
        list_contains(i.doubts, 'rivals_close') AS close,
        coalesce(nullif(i.severity, 0), CASE WHEN i.severity = 0 THEN 5 ELSE 6 END) AS severity_rank,
        i.occurred_on AS first_on,
        i.occurred_on AS last_on,
        [coalesce(i.sea_region, '-')] AS regions,
        i.sources,
        coalesce(i.vessel_name, '') AS name_a,
        '' AS name_b
    FROM incidents AS i
    WHERE list_has_any(i.doubts, $doubts::VARCHAR[])
        --when outcomes: AND false
        AND i.incident_id NOT IN (
            SELECT m.incident_id
            FROM incident_reports AS m
            JOIN (
                SELECT DISTINCT unnest(group_a) AS report_id
                FROM decisions
                WHERE state = 'in_force' AND verdict IN ('verified', 'disputed', 'unfounded')
            ) USING (report_id)
        )
)
WHERE true
    --when reasons: AND list_has_any(reasons, $reasons::VARCHAR[])
    --when sources: AND list_has_any(sources, $sources::VARCHAR[])
    --when regions: AND list_has_any(regions, $regions::VARCHAR[])
    --when year_from: AND year(last_on) >= $year_from::BIGINT
    --when year_to: AND year(first_on) <= $year_to::BIGINT
    --when text: AND contains(lower(key || ' ' || name_a || ' ' || name_b), lower($text::VARCHAR))
    --when settled: AND NOT list_contains($settled::VARCHAR[], key)
