-- Pairs that a decision is about, by the numbers of their reports.
SELECT l.unique_id AS a, r.unique_id AS b, d.decision_id, d.contradicted
FROM decided_pairs_arrow AS d
JOIN compared AS l ON l.report_id = d.report_a
JOIN compared AS r ON r.report_id = d.report_b
