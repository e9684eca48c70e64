-- Remembers the incidents that meet all $terms terms; the sum over the terms is the smaller, the closer they match.
INSERT INTO matches
SELECT $search::VARCHAR, incident_id, sum(closeness)
FROM term_matches
WHERE incident_id NOT IN (SELECT incident_id FROM matches WHERE search = $search::VARCHAR)
GROUP BY incident_id
HAVING count(*) = $terms::BIGINT
