-- The accounting of what landed, without names of files; of members nothing.
SELECT * REPLACE ('' AS origin) FROM main.landings WHERE source <> (SELECT members FROM released.handling)
