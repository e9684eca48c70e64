-- Pairs of which one report may matter to the links of the other: rivals; re-issues that a partner may lift above the threshold; pairs
-- that a person decided.
SELECT w.a, w.b
FROM weighed AS w
LEFT JOIN pairs_reissue AS p ON w.reissue AND p.join_key_l = w.a AND p.join_key_r = w.b
WHERE CASE WHEN w.reissue THEN w.match_weight - p.support > $least_reissue ELSE w.match_weight > $least_between END
UNION
SELECT a, b FROM decided_pairs
