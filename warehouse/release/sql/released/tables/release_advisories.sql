-- Advisories as they may go out, texts as far as licences go.
WITH allowed AS (
    SELECT a.*
    FROM main.advisories AS a
    ANTI JOIN released.bound AS b ON b.report_id = a.advisory_id
    WHERE a.source <> (SELECT members FROM released.handling) AND list_contains((SELECT marks FROM released.handling), a.tlp)
)
SELECT
    r.* REPLACE (
--include licensed_narrative
        CASE WHEN e.advisory_id IS NOT NULL THEN r.ended_at END AS ended_at,
        CASE WHEN e.advisory_id IS NOT NULL THEN r.ended_by END AS ended_by
    )
FROM allowed AS r
LEFT JOIN main.sources AS s USING (source)
LEFT JOIN allowed AS e ON e.advisory_id = r.ended_by
