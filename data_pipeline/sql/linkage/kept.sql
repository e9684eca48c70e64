-- The pairs worth keeping: linked, unsure, or strong by themselves but not linked.
CREATE OR REPLACE TABLE kept AS
WITH placed AS (
    SELECT w.*, row_number() OVER (ORDER BY a.n, b.n) - 1 AS place
    FROM weighed AS w
    JOIN numbers AS a ON a.report_id = w.report_a
    JOIN numbers AS b ON b.report_id = w.report_b
)
SELECT p.*, a.probability, a.outcome, CASE WHEN d.contradicted THEN 'contradicted' ELSE a.reason END AS reason,
    CASE WHEN a.reason = 'decision' OR d.contradicted THEN d.decision_id END AS decision_id
FROM placed AS p
JOIN assigned AS a USING (place)
LEFT JOIN decided_pairs AS d USING (report_a, report_b)
WHERE d.decision_id IS NOT NULL OR a.outcome <> 'not_linked' OR a.reason IN ('decision', 'rival') OR p.match_weight > -3;
