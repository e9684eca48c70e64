-- One row if $search was searched for and is still remembered.
SELECT read_as FROM searches WHERE search = $search::VARCHAR
