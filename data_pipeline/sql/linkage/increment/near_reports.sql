-- Of every report those of other sources that are its rivals' kind of pair with it, and its partners: those that weigh enough to lift two
-- re-issues, and its possible re-issues whatever their partners are.
CREATE OR REPLACE TABLE near_reports AS
WITH pairs AS (
    SELECT w.a, w.b, NOT w.reissue AS rival,
        CASE WHEN w.reissue THEN w.match_weight - p.support > $least_reissue ELSE w.match_weight > $least_partner END AS partner
    FROM weighed AS w
    LEFT JOIN pairs_reissue AS p ON w.reissue AND p.join_key_l = w.a AND p.join_key_r = w.b
    WHERE w.reissue OR w.match_weight > $least_rival
),
ends AS (
    SELECT a AS unique_id, b AS other, rival, partner FROM pairs
    UNION ALL
    SELECT b, a, rival, partner FROM pairs
)
SELECT e.unique_id, list(c.report_id ORDER BY c.report_id) FILTER (rival) AS rivals, list(c.report_id ORDER BY c.report_id) FILTER (partner) AS partners
FROM ends AS e
JOIN compared AS c ON c.unique_id = e.other
GROUP BY e.unique_id;
