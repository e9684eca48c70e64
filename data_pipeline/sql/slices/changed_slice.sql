-- A slice of the snapshot before with its new rows, in the published order.
SELECT {columns} FROM slice_before WHERE {column} NOT IN (FROM replaced_ids)
UNION ALL
SELECT {columns} FROM changed_rows WHERE EXISTS (FROM slice_values WHERE value IS NOT DISTINCT FROM {by})
ORDER BY {order}
