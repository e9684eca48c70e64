-- Revisions of the reports that may go out as they are, texts as far as licences go.
SELECT
    r.* REPLACE (
--include release_as_licensed
    )
FROM main.report_revisions AS r
LEFT JOIN main.sources AS s USING (source)
ANTI JOIN released.bound AS b ON b.report_id = r.report_id
WHERE list_contains((SELECT marks FROM released.handling), r.tlp)
