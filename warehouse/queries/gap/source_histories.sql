-- Incidents that the filters leave, counted by year, sea region, further columns, the sources that report them, and which repeats which.
-- `repeats` holds 'a>b' where every report of source a about the incident credits the body of source b.
WITH kept AS NOT MATERIALIZED (
    --include kept
),
bodies AS (
    --include bodies
),
crediting AS (
    SELECT m.incident_id, split_part(m.report_id, ':', 1) AS source, flatten(list(m.cites)) AS cites
    FROM incident_reports AS m
    SEMI JOIN kept USING (incident_id)
    WHERE m.incident_id IN (SELECT incident_id FROM incident_reports WHERE len(cites) > 0)
    GROUP BY ALL
    HAVING bool_and(len(m.cites) > 0)
),
-- A company that confirms has read of the incident here: it is no source that found it by itself.
confirmed AS (
    SELECT m.incident_id
    FROM incident_reports AS m
    SEMI JOIN kept USING (incident_id)
    WHERE starts_with(m.report_id, 'members:')
    GROUP BY ALL
    HAVING bool_and(starts_with(m.report_id, 'members:confirmation-'))
),
repeated AS (
    SELECT c.incident_id, list_sort(list(DISTINCT c.source || '>' || b.source)) AS repeats
    FROM crediting AS c
    JOIN bodies AS b ON list_contains(c.cites, b.body) AND b.source <> c.source
    GROUP BY ALL
)
SELECT
    year(k.occurred_on) AS year, k.sea_region,
    CASE WHEN c.incident_id IS NULL THEN k.sources ELSE list_filter(k.sources, lambda source: source <> 'members') END AS sources,
    --when by_area: k.area,
    --when by_category: k.category,
    --when by_severity: k.severity,
    --when by_vessel_type: k.vessel_type,
    coalesce(r.repeats, []) AS repeats,
    count(*) AS incidents
FROM kept AS k
LEFT JOIN repeated AS r USING (incident_id)
LEFT JOIN confirmed AS c USING (incident_id)
WHERE k.occurred_on IS NOT NULL
GROUP BY ALL
ORDER BY ALL
