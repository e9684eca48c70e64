-- Forgets all but the $kept searches made last.
DELETE FROM searches
WHERE asked <= (SELECT max(asked) FROM searches) - $kept
