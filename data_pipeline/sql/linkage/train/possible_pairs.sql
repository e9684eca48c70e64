-- Days that the random pairs span, how many pairs of two sources there could be, how many reports lie in days
-- that all sources report on, in what share of pairs both state the time,
-- and how many days besides the UTC day can be the local day of the one that states the time, where only one does, on average.
WITH sizes AS (SELECT source, count(*) AS reports FROM compared GROUP BY source),
spans AS (SELECT source, min(day) AS first, max(day) AS last FROM compared GROUP BY source)
SELECT
    (SELECT max(day) - min(day) + 1 FROM compared SEMI JOIN random_pairs ON unique_id = join_key_l) AS days,
    (sum(reports) ** 2 - sum(reports ** 2)) / 2 AS possible,
    (SELECT count(*) FROM compared, (SELECT max(first) AS first, min(last) AS last FROM spans) WHERE day BETWEEN first AND last) AS in_common,
    (SELECT avg((l.minute IS NOT NULL AND r.minute IS NOT NULL)::INTEGER) FROM random_pairs
        JOIN compared AS l ON l.unique_id = join_key_l JOIN compared AS r ON r.unique_id = join_key_r) AS both_timed,
    (SELECT avg(CASE WHEN (l.minute IS NULL) = (r.minute IS NULL) THEN 0
            ELSE len(list_filter(coalesce(l.local_days, r.local_days), lambda d: d <> CASE WHEN l.minute IS NULL THEN r.day ELSE l.day END)) END)
        FROM random_pairs
        JOIN compared AS l ON l.unique_id = join_key_l JOIN compared AS r ON r.unique_id = join_key_r) AS local_days
FROM sizes
