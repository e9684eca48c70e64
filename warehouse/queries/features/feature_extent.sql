-- The first and the last time among the features of a collection.
SELECT min(feature_time) AS first_time, max(feature_time) AS last_time
FROM features
