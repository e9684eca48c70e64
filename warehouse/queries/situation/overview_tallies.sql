-- The measures of incidents per span of days, category and sea region.
-- $names, $firsts, $lasts: the spans; $only: only incidents that one of these sources reports (null: any).
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    s.span,
    i.category,
    i.sea_region,
--include measures
FROM (SELECT unnest($names::VARCHAR[]) AS span, unnest($firsts::DATE[]) AS first_day, unnest($lasts::DATE[]) AS last_day) AS s
JOIN kept AS i ON i.occurred_on BETWEEN s.first_day AND s.last_day
WHERE $only::VARCHAR[] IS NULL OR list_has_any(i.sources, $only::VARCHAR[])
GROUP BY ALL
ORDER BY ALL
