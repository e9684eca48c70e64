-- Incidents per H3 cell at their mean position. Longitudes are averaged as directions, so a cell on the
-- antimeridian keeps its place.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    degrees(atan2(avg(sin(radians(longitude))), avg(cos(radians(longitude))))) AS longitude,
    avg(latitude) AS latitude,
    count(*) AS incidents
FROM kept
WHERE h3_r5 IS NOT NULL
GROUP BY (h3_r5 & $keep::UBIGINT) | $fill::UBIGINT
ORDER BY incidents DESC, longitude, latitude
