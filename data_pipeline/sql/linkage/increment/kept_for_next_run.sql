-- What the next run needs to know of every report that was linked.
FROM compared JOIN components USING (unique_id)
