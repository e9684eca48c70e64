-- The present revision of every report: the last statement in the format of the highest rank.
SELECT {columns}
FROM report_revisions
QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY format_rank DESC, sighting DESC) = 1
ORDER BY occurred_on, report_id
