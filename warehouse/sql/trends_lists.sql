-- As trends_codes, by weapon or by crew harm. An incident counts once under each of its codes, so they do not add up.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT month, code, sources, count(*) AS incidents
FROM (
    SELECT
        date_trunc('month', occurred_on)::DATE AS month,
        unnest(CASE $by::VARCHAR WHEN 'weapon' THEN weapons ELSE if(len(crew_harm) = 0, ['-'], crew_harm) END) AS code,
        sources
    FROM kept
    WHERE occurred_on IS NOT NULL
)
GROUP BY ALL
ORDER BY ALL
