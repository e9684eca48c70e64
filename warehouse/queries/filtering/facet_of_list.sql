-- Incidents per choice of one filter whose column holds a list of codes.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT code, count(*) AS incidents
FROM (SELECT unnest(CASE $facet::VARCHAR WHEN 'sources' THEN sources WHEN 'weapons' THEN weapons END) AS code FROM kept)
GROUP BY code
