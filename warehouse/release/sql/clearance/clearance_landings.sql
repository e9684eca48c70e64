-- The accounting of what landed. Where a source has anything kept back, only permitted revisions are counted, so that the sum
-- (read = new + revised + unchanged + repeated + quarantined) still holds and tells nothing of the others.
WITH counted AS (
    SELECT
        source, landing_id,
        count(*) FILTER (change = 'new')::INTEGER AS new,
        count(*) FILTER (change = 'revised')::INTEGER AS revised,
        coalesce(sum(len(issues)), 0)::INTEGER AS warnings
    FROM main.report_revisions
    WHERE source IN (SELECT source FROM permitted.sources_cut)
    GROUP BY ALL
)
SELECT
    l.* REPLACE (
        CASE WHEN c.source IS NULL THEN l.origin ELSE '' END AS origin,
        CASE WHEN c.source IS NULL THEN l.bytes ELSE 0 END AS bytes,
        CASE WHEN c.source IS NULL THEN l.read ELSE coalesce(n.new, 0) + coalesce(n.revised, 0) + l.quarantined END::INTEGER AS read,
        CASE WHEN c.source IS NULL THEN l.new ELSE coalesce(n.new, 0) END::INTEGER AS new,
        CASE WHEN c.source IS NULL THEN l.revised ELSE coalesce(n.revised, 0) END::INTEGER AS revised,
        CASE WHEN c.source IS NULL THEN l.unchanged ELSE 0 END::INTEGER AS unchanged,
        CASE WHEN c.source IS NULL THEN l.repeated ELSE 0 END::INTEGER AS repeated,
        CASE WHEN c.source IS NULL THEN l.warnings ELSE coalesce(n.warnings, 0) END::INTEGER AS warnings,
        CASE WHEN c.source IS NULL THEN l.leftover_fields ELSE []::VARCHAR[] END AS leftover_fields,
        CASE WHEN c.source IS NULL OR l.failure IS NULL THEN l.failure ELSE 'The file could not be used.' END AS failure
    )
FROM whole.landings AS l
LEFT JOIN permitted.sources_cut AS c USING (source)
LEFT JOIN counted AS n ON n.source = l.source AND n.landing_id = l.landing_id
