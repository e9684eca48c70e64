-- Incidents per month of the event, code of one column, and the sources that report them. Incidents without a day are left out.
-- An incident with several weapons, or several harms, counts once under each; `incidents` of different codes then do not add up.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT month, code, sources, count(*) AS incidents
FROM (
    SELECT
        date_trunc('month', occurred_on)::DATE AS month,
        sources,
        --when none: NULL::VARCHAR AS code
        --when category: category AS code
        --when sea_region: coalesce(sea_region, '-') AS code
        --when act: coalesce(act, '-') AS code
        --when severity: coalesce(severity::VARCHAR, '-') AS code
        --when vessel_type: coalesce(vessel_type, '-') AS code
        --when vessel_status: vessel_status AS code
        --when weapon: unnest(weapons) AS code
        --when crew_harm: unnest(if(len(crew_harm) = 0, ['-'], crew_harm)) AS code
    FROM kept
    WHERE occurred_on IS NOT NULL
)
GROUP BY ALL
ORDER BY ALL
