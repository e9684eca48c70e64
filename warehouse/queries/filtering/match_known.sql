-- One row if $search was searched for and is still remembered.
SELECT search FROM searches WHERE search = $search::VARCHAR
