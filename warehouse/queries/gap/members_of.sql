-- Reports of the given incidents, with the facts of the incident and the other sources whose bodies the report credits.
WITH bodies AS (
    --include bodies
)
SELECT
    m.incident_id, m.report_id, split_part(m.report_id, ':', 1) AS source,
    (SELECT coalesce(list(b.source ORDER BY b.source), []) FROM bodies AS b
     WHERE list_contains(m.cites, b.body) AND b.source <> split_part(m.report_id, ':', 1)) AS credits,
    year(i.occurred_on) AS year, i.area, i.sea_region, i.category, i.severity, i.vessel_type
FROM incident_reports AS m
JOIN incidents AS i USING (incident_id)
WHERE m.incident_id IN (SELECT unnest($ids::VARCHAR[])) AND i.occurred_on IS NOT NULL
    AND NOT starts_with(m.report_id, 'members:confirmation-')
ORDER BY ALL
