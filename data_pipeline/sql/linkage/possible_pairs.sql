-- Days that the random pairs span, and how many pairs of two sources there could be.
WITH sizes AS (SELECT source, count(*) AS reports FROM compared GROUP BY source)
SELECT
    (SELECT max(day) - min(day) + 1 FROM compared SEMI JOIN random_pairs ON unique_id = join_key_l) AS days,
    (sum(reports) ** 2 - sum(reports ** 2)) / 2 AS possible
FROM sizes
