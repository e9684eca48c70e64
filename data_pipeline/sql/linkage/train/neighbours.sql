-- Candidate pairs of reports of one source, seven days apart at most, and whether they lie within 20 km.
SELECT join_key_l, join_key_r, l.source, abs(l.day - r.day) AS days, km(l.lat, l.lon, r.lat, r.lon) <= 20 AS close
FROM candidates
JOIN compared AS l ON l.unique_id = join_key_l
JOIN compared AS r ON r.unique_id = join_key_r
WHERE l.source = r.source AND abs(l.day - r.day) <= 7
