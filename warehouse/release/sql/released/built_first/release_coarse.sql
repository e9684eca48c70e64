-- Incidents of which only members tell, coarsened to month, sea region and vessel group, in the cells of these and the
-- marking in which at least $k reporters stand. What they did, with what, and the harm stay: a cell hides who, not what.
-- Who gave no name may be any of the others, and who took a report back hides nobody: neither counts.
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
    HAVING count(DISTINCT nullif(r.reporter, 'unnamed')) FILTER (NOT coalesce(r.withdrawn, false)) >= $k
)
SELECT
    o.incident_id AS told_as,
    $members || ':' || left(sha256(o.incident_id || $salt), 16) AS incident_id,
    [$members] AS sources,
    --derived coarsened_incident
FROM of_members AS o
JOIN cells AS c
    ON o.month IS NOT DISTINCT FROM c.month AND o.sea_region IS NOT DISTINCT FROM c.sea_region
    AND o.vessel_group IS NOT DISTINCT FROM c.vessel_group AND o.tlp = c.tlp
