-- The queue in its order, numbered from 1: contradicting decisions, then the most serious crimes, then close rivals, then
-- the least certain. Included by other queries.
WITH items AS (
    --include review_items
)
SELECT
    *,
    row_number() OVER (
        ORDER BY contradicted DESC, severity_rank, close DESC, abs(coalesce(probability, 0.5) - 0.5), key
    ) AS place
FROM items
WHERE true
    --when kinds: AND list_contains($kinds::VARCHAR[], kind)
