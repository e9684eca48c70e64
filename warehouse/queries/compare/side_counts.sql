-- Incidents of one side of a comparison: all together, by part of its span, and by one column each; `carried` where one of $carriers
-- reports them. $grain cuts the span, from $first on, into weeks, months or years. A column that a row does not count by is null.
WITH kept AS NOT MATERIALIZED (
    --include kept
), coded AS (
    SELECT
        list_has_any(sources, $carriers::VARCHAR[]) AS carried,
        CASE $grain::VARCHAR
            WHEN 'week' THEN (occurred_on - $first::DATE) // 7
            WHEN 'month' THEN datesub('month', $first::DATE, occurred_on)
            ELSE datesub('year', $first::DATE, occurred_on)
        END::INTEGER AS part,
        category,
        coalesce(act, '-') AS act,
        coalesce(severity::VARCHAR, '-') AS severity,
        coalesce(sea_region, '-') AS sea_region
    FROM kept
)
SELECT carried, part, category, act, severity, sea_region, count(*) AS incidents
FROM coded
GROUP BY GROUPING SETS (
    (carried), (carried, part), (carried, category), (carried, act), (carried, severity), (carried, sea_region), (carried, part, sea_region),
    (carried, part, act)
)
ORDER BY ALL
