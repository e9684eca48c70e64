-- Reports as they may go out: of members only those behind coarsened incidents, and texts as far as licences go.
SELECT
    r.* REPLACE (
--include release_as_licensed
    )
FROM main.reports AS r
LEFT JOIN main.sources AS s USING (source)
ANTI JOIN released.bound AS b ON b.report_id = r.report_id
UNION ALL BY NAME
SELECT * EXCLUDE (told_as, incident_id) FROM released.coarse_reports
