-- All features under a condition, in no order.
SELECT * EXCLUDE (feature_id, feature_time)
FROM features
WHERE true
    --condition
