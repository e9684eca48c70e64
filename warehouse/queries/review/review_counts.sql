-- How many items of each kind the other filters leave.
WITH items AS (
    --include review_items
)
SELECT kind, count(*) AS items
FROM items
GROUP BY kind
