-- The sources; where one has anything kept back, its reports and advisories, first and last day are those of what is permitted.
WITH counted AS (
    SELECT source, count(*)::INTEGER AS reports, min(occurred_on) AS first_occurred_on, max(occurred_on) AS last_occurred_on
    FROM main.reports
    WHERE source IN (SELECT source FROM permitted.sources_cut)
    GROUP BY source
),
advised AS (
    SELECT source, count(*)::INTEGER AS advisories FROM main.advisories WHERE source IN (SELECT source FROM permitted.sources_cut) GROUP BY source
)
SELECT
    s.* REPLACE (
        CASE WHEN c.source IS NULL THEN s.reports ELSE coalesce(n.reports, 0) END::INTEGER AS reports,
        CASE WHEN c.source IS NULL OR s.advisories IS NULL THEN s.advisories ELSE coalesce(v.advisories, 0) END::INTEGER AS advisories,
        CASE WHEN c.source IS NULL THEN s.first_occurred_on ELSE n.first_occurred_on END AS first_occurred_on,
        CASE WHEN c.source IS NULL THEN s.last_occurred_on ELSE n.last_occurred_on END AS last_occurred_on,
        CASE WHEN c.source IS NULL OR s.state <> 'failed' THEN s.state_reason ELSE 'The last file could not be used.' END AS state_reason
    )
FROM whole.sources AS s
LEFT JOIN permitted.sources_cut AS c USING (source)
LEFT JOIN counted AS n USING (source)
LEFT JOIN advised AS v USING (source)
