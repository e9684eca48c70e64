-- Of every report, in the order of its number: its source as a number, whether it names several ships, and the first report
-- of its source with exactly the same content.
WITH said AS (
    SELECT unique_id AS n, source, names, hash(*COLUMNS(c.* EXCLUDE (unique_id, report_id, series, serial, countries))) AS all_of_it
    FROM compared AS c
)
SELECT
    dense_rank() OVER (ORDER BY source) - 1 AS source,
    coalesce(len(names), 0) > 1 AS several,
    min(n) OVER (PARTITION BY source, all_of_it) AS twin
FROM said
ORDER BY n
