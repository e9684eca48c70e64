-- Incidents with a position, gathered in squares of a sixteenth of a degree, each at the mean of its positions. `vague` counts those
-- of $reaches (km) that the position's precision exceeds; `part` is the season (1 for December to February) or the quarter of the day
-- (1 for 0 to 6 o'clock local solar time), as $by asks, null where it is not known and 0 where nothing is asked.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    sea_region,
    len(list_filter($reaches::DOUBLE[], lambda reach: reach < coalesce(position_precision_km, 0)))::INTEGER AS vague,
    CASE $by::VARCHAR
        WHEN 'season' THEN month(occurred_on) % 12 // 3 + 1
        WHEN 'hours' THEN if(time_precision IN ('minute', 'hour'), hour(occurred_at + to_seconds(round(longitude * 240)::BIGINT)) // 6 + 1, NULL)
        ELSE 0
    END::INTEGER AS part,
    avg(longitude) AS longitude,
    avg(latitude) AS latitude,
    count(*) AS incidents
FROM kept
WHERE latitude IS NOT NULL AND occurred_on IS NOT NULL
GROUP BY sea_region, vague, part, floor(longitude * 16), floor(latitude * 16)
ORDER BY ALL
