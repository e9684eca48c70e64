-- The values that decide to which slices the new rows belong, and the rows that they replace.
SELECT {by} FROM changed_rows
UNION
SELECT {by} FROM table_before WHERE {column} IN (FROM replaced_ids)
