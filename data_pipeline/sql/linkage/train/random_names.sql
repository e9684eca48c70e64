-- Random pairs of two sources whose ships are both named, more than two months apart: different events.
WITH dealt AS (
    SELECT unique_id, report_id, source, day, row_number() OVER (PARTITION BY source ORDER BY hash(report_id)) AS n
    FROM compared
    WHERE names IS NOT NULL
)
SELECT a.unique_id AS join_key_l, b.unique_id AS join_key_r
FROM dealt AS a
JOIN dealt AS b ON a.source < b.source AND a.n % 32 = (b.n * 7919) % 32 AND abs(a.day - b.day) > 60
ORDER BY hash(a.report_id || b.report_id)
LIMIT 500000
