-- One row where the function h3_cell has been added to this database.
SELECT 1 AS present FROM duckdb_functions() WHERE function_name = 'h3_cell' LIMIT 1
