-- How many reports are reached, and how many there are.
SELECT (SELECT count(*) FROM reached) AS reached, (SELECT count(*) FROM linkage_before) AS everything
