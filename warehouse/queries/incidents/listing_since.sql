-- The day of the last of the newest $limit incidents; no row when there are fewer.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT occurred_on AS since
FROM kept
WHERE occurred_on IS NOT NULL
    --when cell: AND (h3_r5 & $keep::UBIGINT) | $fill::UBIGINT = $cell::UBIGINT
    --when unplaced: AND latitude IS NULL
ORDER BY occurred_on DESC
LIMIT 1 OFFSET $limit - 1
