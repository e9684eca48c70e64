-- Random pairs of two sources, from days that both report on; a fixed hash draws them, so that training repeats exactly.
WITH spans AS (SELECT source, min(day) AS first, max(day) AS last FROM compared GROUP BY source),
common AS (SELECT max(first) AS first, min(last) AS last FROM spans),
dealt AS (
    SELECT unique_id, report_id, source, hash(report_id) AS h, row_number() OVER (PARTITION BY source ORDER BY hash(report_id)) AS n
    FROM compared, common
    WHERE day BETWEEN first AND last
)
SELECT a.unique_id AS join_key_l, b.unique_id AS join_key_r
FROM dealt AS a
JOIN dealt AS b ON a.source < b.source AND a.n % 512 = (b.n * 7919) % 512
ORDER BY hash(a.report_id || b.report_id)
LIMIT 400000
