-- Of the incidents that the filters leave among those that go out: how many go out as they are, and of members in cells.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    count(*) AS incidents,
    coalesce(sum(k.report_count), 0)::BIGINT AS reports,
    count(*) FILTER (t.incident_id IS NULL AND c.incident_id IS NULL) AS untouched,
    count(c.incident_id) AS coarsened
FROM kept AS k
LEFT JOIN released.retold AS t USING (incident_id)
LEFT JOIN released.coarse AS c USING (incident_id)
