-- Incidents per sea region, group of categories, set of sources and severity up to $last, each weighed by
-- 0.5^(age in days / $half_life).
WITH kept AS NOT MATERIALIZED (
    --include kept
), mapping AS (
    SELECT unnest($group_categories::VARCHAR[]) AS category, unnest($group_codes::VARCHAR[]) AS grp
)
SELECT
    k.sea_region,
    m.grp,
    array_to_string(k.sources, ' ') AS sources,
    k.severity,
    sum(0.5 ^ (date_diff('day', k.occurred_on, $last::DATE) / $half_life::DOUBLE)) AS incidents
FROM kept AS k
JOIN mapping AS m USING (category)
WHERE k.occurred_on <= $last::DATE AND k.sea_region IS NOT NULL
GROUP BY ALL
ORDER BY ALL
