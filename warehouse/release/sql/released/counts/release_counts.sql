-- Of the incidents that the filters leave in the whole snapshot: how many go out as they are, are left out for their
-- marking, or are told without reports above the mark. Incidents of members alone are not counted: a filter could single one out.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    count(*) FILTER (t.incident_id IS NULL) AS untouched,
    count(*) FILTER (t.free = 0 AND NOT t.members_only) AS incidents_above,
    count(*) FILTER (t.free > 0 AND t.reports_above > 0) AS retold,
    coalesce(sum(t.reports_above), 0)::BIGINT AS reports_above
FROM kept AS k
LEFT JOIN released.touched AS t USING (incident_id)
