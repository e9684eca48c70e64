-- All weighed pairs by the numbers of their reports, in that order.
-- The weights were learnt in waters as frequented as those of the sources. Where reports crowd more than in the busiest of them, more
-- are near one another by chance, and the probability that two near ones are one event falls as the crowd grows.
CREATE OR REPLACE TABLE weighed AS
WITH crowded AS (SELECT unique_id, -log2(greatest(1, crowd / $usual_crowd)) AS fewer FROM compared),
every AS (
    SELECT a, b, false AS reissue, match_weight FROM scored_between
    UNION ALL
    SELECT s.a, s.b, true, s.match_weight + p.support
    FROM scored_reissue AS s
    JOIN pairs_reissue AS p ON p.join_key_l = s.a AND p.join_key_r = s.b
)
SELECT e.a, e.b, e.reissue, e.match_weight + least(l.fewer, r.fewer) AS match_weight
FROM every AS e
JOIN crowded AS l ON l.unique_id = e.a
JOIN crowded AS r ON r.unique_id = e.b
ORDER BY e.a, e.b;
