-- What the next run needs to know of every report that may be linked differently.
FROM compared
SEMI JOIN relinked USING (report_id)
JOIN components USING (unique_id)
LEFT JOIN near_reports USING (unique_id)
