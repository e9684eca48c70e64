-- Incidents per choice of one filter whose column holds one code.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    CASE $facet::VARCHAR
        WHEN 'regions' THEN sea_region WHEN 'areas' THEN area WHEN 'categories' THEN category WHEN 'acts' THEN act
        WHEN 'severities' THEN severity::VARCHAR WHEN 'vessel_types' THEN vessel_type WHEN 'vessel_statuses' THEN vessel_status
    END AS code,
    count(*) AS incidents
FROM kept
GROUP BY ALL
