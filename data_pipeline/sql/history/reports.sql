-- The present revision of every report: the last statement in the format of the highest rank; reports of which nothing landed as they were.
SELECT {columns} FROM reports_before ANTI JOIN parts USING (report_id)
UNION ALL
SELECT {columns} FROM (
    SELECT *
    FROM report_revisions
    SEMI JOIN parts USING (report_id)
    QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY format_rank DESC, sighting DESC) = 1
)
ORDER BY occurred_on, report_id
