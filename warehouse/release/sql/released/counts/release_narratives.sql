-- Texts of the reports that go out which are cut or left out, per source; an older snapshot does not state the rule.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT s.source, s.title, coalesce(s.narrative, 'unstated') AS rule, count(DISTINCT r.report_id) AS texts
FROM kept AS k
JOIN incident_reports AS m USING (incident_id)
JOIN main.reports AS r ON r.report_id = m.report_id
JOIN main.sources AS s ON s.source = r.source
WHERE coalesce(s.narrative, 'none') <> 'full' AND r.narrative IS NOT NULL
GROUP BY ALL
ORDER BY s.source
