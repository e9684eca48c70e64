-- How many records were set aside, and why; not what they say.
SELECT * REPLACE ('' AS message, '' AS raw) FROM main.quarantine WHERE source <> (SELECT members FROM released.handling)
