-- The first $limit features under a condition, the latest first.
SELECT *
FROM features
WHERE true
    --condition
ORDER BY feature_time DESC NULLS LAST, feature_id
LIMIT $limit::BIGINT
