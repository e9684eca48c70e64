-- Incidents per hour of the day (UTC, and local solar time where there is a longitude), weekday of the event, and the sources
-- that report them. Hours are null unless the time is known to the hour, the weekday unless the day is; Monday is 1.
-- Local solar time is UTC and four minutes for every degree east.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT hour_utc, hour_local, weekday, sources, count(*) AS incidents
FROM (
    SELECT
        if(time_precision IN ('minute', 'hour'), hour(occurred_at), NULL) AS hour_utc,
        if(
            time_precision IN ('minute', 'hour'),
            hour(occurred_at + to_seconds(round(longitude * 240)::BIGINT)),
            NULL
        ) AS hour_local,
        if(time_precision = 'month', NULL, isodow(occurred_on)) AS weekday,
        sources
    FROM kept
    WHERE occurred_on IS NOT NULL
)
GROUP BY ALL
ORDER BY ALL
