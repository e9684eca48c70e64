-- How many features fulfil a condition.
SELECT count(*) AS features
FROM features
WHERE true
    --condition
