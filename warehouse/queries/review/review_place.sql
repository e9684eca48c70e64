-- Place of one item in the queue; no row when it does not stand there.
SELECT place
FROM (
    --include review_ordered
)
WHERE key = $key::VARCHAR
