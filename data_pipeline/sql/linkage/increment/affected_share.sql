-- How many reports are affected, and how many there are.
SELECT (SELECT count(*) FROM affected) AS affected, (SELECT count(*) FROM present) AS everything
