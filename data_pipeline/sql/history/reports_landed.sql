-- The present revision of every report that has a new one: the last statement in the format of the highest rank. A record that has
-- never been anything but an advisory is no report.
SELECT *
FROM revisions_written
SEMI JOIN (FROM numbered WHERE NOT kept) USING (report_id)
QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY format_rank DESC, sighting DESC) = 1
    AND bool_or(notice IS NULL) OVER (PARTITION BY report_id)
