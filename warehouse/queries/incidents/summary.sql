-- One row: what the filters leave.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    count(*) AS incidents,
    coalesce(sum(report_count), 0)::BIGINT AS reports,
    count(latitude) AS placed,
    count(*) FILTER (position_precision_km > $coarse_km::DOUBLE) AS coarse,
    min(occurred_on) AS first_on,
    max(occurred_on) AS last_on
FROM kept
