-- Incidents per day (days since 1970), sea region, group of categories and set of sources (ids joined by a blank), from $first to $last.
-- $group_categories and $group_codes, side by side, say which group a category belongs to.
WITH kept AS NOT MATERIALIZED (
    --include kept
), mapping AS (
    SELECT unnest($group_categories::VARCHAR[]) AS category, unnest($group_codes::VARCHAR[]) AS grp
)
SELECT date_diff('day', DATE '1970-01-01', k.occurred_on) AS day, k.sea_region, m.grp, array_to_string(k.sources, ' ') AS sources, count(*) AS incidents
FROM kept AS k
JOIN mapping AS m USING (category)
WHERE k.occurred_on BETWEEN $first::DATE AND $last::DATE
GROUP BY ALL
