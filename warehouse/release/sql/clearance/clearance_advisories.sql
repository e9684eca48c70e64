-- Advisories within the reader's clearance; one that is kept back is not named as the end of another.
SELECT
    a.* REPLACE (
        CASE WHEN e.advisory_id IS NOT NULL THEN a.ended_at END AS ended_at,
        CASE WHEN e.advisory_id IS NOT NULL THEN a.ended_by END AS ended_by
    )
FROM whole.advisories AS a
ANTI JOIN permitted.bound AS b ON b.report_id = a.advisory_id
LEFT JOIN whole.advisories AS e
    ON e.advisory_id = a.ended_by AND list_contains((SELECT marks FROM permitted.handling), e.tlp)
WHERE list_contains((SELECT marks FROM permitted.handling), a.tlp)
