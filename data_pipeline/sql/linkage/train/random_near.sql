-- Share of the random pairs with positions in which both lie within the rounding of whole degrees, by how frequented the waters are.
WITH placed AS (
    SELECT km(l.lat, l.lon, r.lat, r.lon) AS apart, greatest(l.crowd, r.crowd) AS crowd
    FROM random_pairs
    JOIN compared AS l ON l.unique_id = join_key_l
    JOIN compared AS r ON r.unique_id = join_key_r
    WHERE l.lat IS NOT NULL AND r.lat IS NOT NULL
)
SELECT avg((apart <= 89 AND crowd <= 3)::INTEGER) AS quiet, avg((apart <= 89 AND crowd > 3 AND crowd <= 12)::INTEGER) AS middling,
    avg((apart <= 89 AND crowd > 12)::INTEGER) AS busy
FROM placed
