-- The accounting of all landings of each source together.
SELECT
    source,
    count(*) AS landings,
    sum(read)::BIGINT AS read,
    sum(new)::BIGINT AS new,
    sum(revised)::BIGINT AS revised,
    sum(unchanged)::BIGINT AS unchanged,
    sum(repeated)::BIGINT AS repeated,
    sum(quarantined)::BIGINT AS quarantined,
    sum(read) = sum(new) + sum(revised) + sum(unchanged) + sum(repeated) + sum(quarantined) AS adds_up,
    sum(warnings)::BIGINT AS warnings,
    list_sort(list_distinct(flatten(list(leftover_fields)))) AS leftover_fields
FROM landings
GROUP BY source
ORDER BY read DESC, source
