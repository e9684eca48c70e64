-- As trends_codes, by weapon or by crew harm. An incident counts once under each of its codes, so they do not add up.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT month, code, sources, count(*) AS incidents
FROM (
    SELECT
        (12 * (year(occurred_on) - 1970) + month(occurred_on) - 1)::INTEGER AS month,
        unnest(CASE $by::VARCHAR WHEN 'weapon' THEN weapons ELSE if(len(crew_harm) = 0, ['-'], crew_harm) END) AS code,
        sources
    FROM kept
    WHERE occurred_on IS NOT NULL
)
GROUP BY ALL
ORDER BY ALL
