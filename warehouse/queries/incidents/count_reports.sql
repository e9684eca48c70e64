-- How many reports tell of the incidents that the filters leave; one that tells of two ships counts once.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT count(DISTINCT m.report_id) AS reports
FROM kept AS k
JOIN incident_reports AS m USING (incident_id)
