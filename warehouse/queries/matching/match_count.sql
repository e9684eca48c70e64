-- The number of incidents found for $search.
SELECT count(*) AS incidents FROM matches WHERE search = $search::VARCHAR
