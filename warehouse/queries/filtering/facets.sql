-- Incidents per choice of every filter, all in one reading. A list is grouped as it stands, then taken apart.
WITH kept AS NOT MATERIALIZED (
    --include kept
), counted AS (
    SELECT
        sea_region, area, category, act, severity, vessel_type, vessel_status, sources, weapons,
        count(*) AS incidents,
        grouping_id(sea_region, area, category, act, severity, vessel_type, vessel_status, sources, weapons) AS dropped
    FROM kept
    GROUP BY GROUPING SETS (
        (sea_region), (area), (category), (act), (severity), (vessel_type), (vessel_status), (sources), (weapons)
    )
), named AS (
    SELECT
        incidents,
        -- One bit per column, the last column lowest; the bit of the column that was grouped by is 0.
        CASE 511 - dropped
            WHEN 256 THEN 'regions' WHEN 128 THEN 'areas' WHEN 64 THEN 'categories' WHEN 32 THEN 'acts' WHEN 16 THEN 'severities'
            WHEN 8 THEN 'vessel_types' WHEN 4 THEN 'vessel_statuses' WHEN 2 THEN 'sources' WHEN 1 THEN 'weapons'
        END AS facet,
        coalesce(sources, weapons, [coalesce(sea_region, area, category, act, severity::VARCHAR, vessel_type, vessel_status, '-')]) AS codes
    FROM counted
)
SELECT facet, code, sum(incidents)::BIGINT AS incidents
FROM (SELECT facet, unnest(codes) AS code, incidents FROM named)
GROUP BY facet, code
