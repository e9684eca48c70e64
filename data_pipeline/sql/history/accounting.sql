-- Per new landing: what became of its records, by number, and the warnings on those that became revisions.
SELECT
    j.landing_id,
    count(*) FILTER (j.change = 'new')::INTEGER AS new,
    count(*) FILTER (j.change = 'revised')::INTEGER AS revised,
    count(*) FILTER (j.change IN ('unchanged', 'confirmed'))::INTEGER AS unchanged,
    count(*) FILTER (j.change = 'repeated')::INTEGER AS repeated,
    coalesce(sum(len(p.issues)) FILTER (j.change IN ('new', 'revised')), 0)::INTEGER AS warnings
FROM judged AS j
JOIN parts AS p ON p.landing_id = j.landing_id AND p.row = j.row
WHERE NOT j.kept
GROUP BY j.landing_id
