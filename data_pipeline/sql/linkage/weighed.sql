-- All weighed pairs, numbered by the positions of their reports; one kind behind the other.
CREATE OR REPLACE TABLE numbers AS
SELECT unique_id AS report_id, (row_number() OVER (ORDER BY unique_id) - 1)::BIGINT AS n FROM compared;

-- The weights are those of waters as the sources describe them. Where reports crowd more than in their busiest waters, as many
-- more are near one another by chance, and the chance that two near ones are one event falls as the crowd grows.
CREATE OR REPLACE TABLE weighed AS
WITH crowded AS (SELECT unique_id, -log2(greatest(1, crowd / $usual_crowd)) AS fewer FROM compared)
SELECT
    'between' AS kind, $prior_between + least(a.fewer, b.fewer) AS prior, 0.0::DOUBLE AS partner,
    s.* REPLACE (s.match_weight + least(a.fewer, b.fewer) AS match_weight)
FROM scored_between AS s
JOIN crowded AS a ON a.unique_id = s.report_a
JOIN crowded AS b ON b.unique_id = s.report_b
UNION ALL
SELECT 'reissue', $prior_reissue + least(a.fewer, b.fewer), p.support, s.* REPLACE (s.match_weight + p.support + least(a.fewer, b.fewer) AS match_weight)
FROM scored_reissue AS s
JOIN pairs_reissue AS p ON p.join_key_l = s.report_a AND p.join_key_r = s.report_b
JOIN crowded AS a ON a.unique_id = s.report_a
JOIN crowded AS b ON b.unique_id = s.report_b;
