-- Incidents that rest on such reports: how many free reports tell of them too, and whose the bound ones are.
SELECT
    m.incident_id,
    count(*) FILTER (b.report_id IS NULL) AS free,
    bool_and(coalesce(b.by_member, false)) AS members_only,
    bool_or(coalesce(b.above, false)) AS above,
    count(*) FILTER (b.above AND NOT b.by_member) AS reports_above
FROM main.incident_reports AS m
LEFT JOIN released.bound AS b USING (report_id)
WHERE m.incident_id IN (SELECT incident_id FROM main.incident_reports JOIN released.bound USING (report_id))
GROUP BY m.incident_id
