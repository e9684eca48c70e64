-- Decisions that name a report which is kept back, and those that take such a decision back.
WITH naming AS (
    SELECT DISTINCT d.decision_id
    FROM (SELECT decision_id, unnest(list_concat(group_a, group_b)) AS report_id FROM whole.decisions) AS d
    JOIN permitted.bound AS b USING (report_id)
)
SELECT decision_id FROM naming
UNION
SELECT d.decision_id FROM whole.decisions AS d JOIN naming AS n ON d.undoes = n.decision_id
