-- The present revision of every report that has a new one: the last statement in the format of the highest rank.
SELECT *
FROM revisions_written
SEMI JOIN (FROM numbered WHERE NOT kept) USING (report_id)
QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY format_rank DESC, sighting DESC) = 1
