-- The present revision of every report that has a new one: the last statement in the format of the highest rank; of sources that date
-- their revisions the latest of these, in whatever order they landed. A record that has never been anything but an advisory is no report.
SELECT r.*
FROM revisions_written AS r
SEMI JOIN (FROM numbered WHERE NOT kept) AS n ON n.report_id = r.report_id
LEFT JOIN dated_sources AS d ON d.dated = r.source
QUALIFY row_number() OVER (
        PARTITION BY r.report_id
        ORDER BY CASE WHEN d.dated IS NOT NULL THEN r.published_at END DESC NULLS LAST, r.format_rank DESC, r.sighting DESC
    ) = 1
    AND bool_or(r.notice IS NULL) OVER (PARTITION BY r.report_id)
