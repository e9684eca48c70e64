-- $limit items of the queue after place $after.
SELECT key, kind, outcome, reasons, probability, weight, severity_rank, first_on, last_on, name_a, name_b, sources, place
FROM (
    --include review_ordered
)
WHERE place > $after::BIGINT AND place <= $after::BIGINT + $limit::BIGINT
ORDER BY place
