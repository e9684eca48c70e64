-- The pairs worth keeping: linked, unsure, or strong by themselves but not linked.
CREATE OR REPLACE TABLE kept AS
SELECT
    w.a, w.b, l.report_id AS report_a, r.report_id AS report_b,
    CASE WHEN w.reissue THEN 'reissue' ELSE 'between' END AS kind,
    CASE WHEN w.reissue THEN $prior_reissue ELSE $prior_between END - log2(greatest(1, l.crowd / $usual_crowd, r.crowd / $usual_crowd)) AS prior,
    coalesce(p.support, 0) AS partner,
    w.match_weight, s.probability, s.outcome,
    CASE WHEN d.contradicted THEN 'contradicted' ELSE s.reason END AS reason,
    CASE WHEN s.reason = 'decision' OR d.contradicted THEN d.decision_id END AS decision_id
FROM weighed AS w
JOIN assigned AS s ON s.place = w.rowid
JOIN compared AS l ON l.unique_id = w.a
JOIN compared AS r ON r.unique_id = w.b
LEFT JOIN pairs_reissue AS p ON w.reissue AND p.join_key_l = w.a AND p.join_key_r = w.b
LEFT JOIN decided_pairs AS d ON d.a = w.a AND d.b = w.b
WHERE d.decision_id IS NOT NULL OR s.outcome <> 'not_linked' OR s.reason IN ('decision', 'rival') OR w.match_weight > -3;
