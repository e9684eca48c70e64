-- Judged pairs of permitted reports; rivals and decisions that are kept back are not named.
SELECT
    l.* REPLACE (
        CASE WHEN r.report_a IS NULL THEN l.rivals ELSE r.rivals END AS rivals,
        CASE WHEN d.decision_id IS NULL THEN l.decision_id END AS decision_id
    )
FROM whole.links AS l
LEFT JOIN permitted.rivals AS r ON r.report_a = l.report_a AND r.report_b = l.report_b
LEFT JOIN permitted.decisions_cut AS d ON d.decision_id = l.decision_id
ANTI JOIN permitted.bound AS a ON a.report_id = l.report_a
ANTI JOIN permitted.bound AS b ON b.report_id = l.report_b
