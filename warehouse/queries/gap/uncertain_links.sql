-- Pairs of reports of the incidents that the filters leave, whose link is in doubt: a probability from $least to 1 - $least that no
-- person decided; and the certain links of the incidents that such pairs touch (probability 1), which hold their other reports together.
WITH kept AS NOT MATERIALIZED (
    --include kept
),
members AS (
    SELECT m.report_id, m.incident_id FROM incident_reports AS m SEMI JOIN kept USING (incident_id)
    WHERE NOT starts_with(m.report_id, 'members:confirmation-')
),
judged AS (
    SELECT
        l.report_a, l.report_b, a.incident_id AS incident_a, b.incident_id AS incident_b, l.kind,
        CASE WHEN l.reason = 'decision' THEN (l.outcome = 'linked')::DOUBLE ELSE l.probability END AS probability
    FROM links AS l
    JOIN members AS a ON a.report_id = l.report_a
    JOIN members AS b ON b.report_id = l.report_b
    WHERE l.outcome <> 'not_linked' OR l.probability >= $least::DOUBLE
    -- A report of several ships belongs to several incidents: the one that the two share, where there is one.
    QUALIFY row_number() OVER (PARTITION BY l.report_a, l.report_b ORDER BY a.incident_id <> b.incident_id, a.incident_id, b.incident_id) = 1
),
doubtful AS (
    FROM judged WHERE probability BETWEEN $least::DOUBLE AND 1 - $least::DOUBLE
),
touched AS (
    SELECT incident_a AS incident_id FROM doubtful UNION SELECT incident_b FROM doubtful
)
SELECT report_a, report_b, incident_a, incident_b, kind, probability
FROM doubtful
UNION ALL
SELECT report_a, report_b, incident_a, incident_b, kind, 1.0
FROM judged
WHERE probability > 1 - $least::DOUBLE AND incident_a = incident_b AND incident_a IN (FROM touched)
ORDER BY ALL
