-- All weighed pairs, numbered by the positions of their reports; one kind behind the other.
CREATE OR REPLACE TABLE numbers AS
SELECT unique_id AS report_id, (row_number() OVER (ORDER BY unique_id) - 1)::BIGINT AS n FROM compared;

CREATE OR REPLACE TABLE weighed AS
SELECT 'between' AS kind, $prior_between::DOUBLE AS prior, 0.0::DOUBLE AS partner, s.* FROM scored_between AS s
UNION ALL
SELECT 'reissue', $prior_reissue, p.support, s.* REPLACE (s.match_weight + p.support AS match_weight)
FROM scored_reissue AS s
JOIN pairs_reissue AS p ON p.join_key_l = s.report_a AND p.join_key_r = s.report_b;
