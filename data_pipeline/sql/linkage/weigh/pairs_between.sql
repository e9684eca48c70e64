-- Candidate pairs of two sources, in the order of their days, so that each batch needs few reports.
CREATE OR REPLACE TABLE pairs_between AS
SELECT c.*
FROM candidates AS c
JOIN compared AS l ON l.unique_id = c.join_key_l
JOIN compared AS r ON r.unique_id = c.join_key_r
WHERE l.source <> r.source
ORDER BY l.day, c.join_key_l, c.join_key_r;
