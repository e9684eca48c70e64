-- Notes that $search was searched for, after all others.
INSERT INTO searches
SELECT $search::VARCHAR, coalesce(max(asked), 0) + 1, $read_as::VARCHAR FROM searches
