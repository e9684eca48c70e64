-- What the next run needs to know of every report, so that it links only what changes.
SELECT {columns}
FROM (
    SELECT {columns} FROM linkage_before ANTI JOIN compared USING (report_id)
    UNION ALL
    SELECT {columns} FROM compared JOIN components USING (unique_id)
)
ORDER BY report_id
