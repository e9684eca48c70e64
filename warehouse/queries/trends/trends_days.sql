-- Incidents per day of the event (counted from 1 January 1970, which is 0) and the sources that report them.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT (occurred_on - DATE '1970-01-01')::INTEGER AS day, sources, count(*) AS incidents
FROM kept
WHERE occurred_on IS NOT NULL
GROUP BY ALL
ORDER BY ALL
