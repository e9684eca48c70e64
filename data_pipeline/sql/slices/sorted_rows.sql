-- The rows of a table in the published order.
SELECT {columns} FROM {rows} ORDER BY {order}
