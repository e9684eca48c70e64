-- Incidents per day of the event and the sources that report them.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT occurred_on AS day, sources, count(*) AS incidents
FROM kept
WHERE occurred_on IS NOT NULL
GROUP BY ALL
ORDER BY ALL
