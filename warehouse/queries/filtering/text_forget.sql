-- Forgets all but the $kept texts searched for last.
DELETE FROM texts_searched
WHERE asked <= (SELECT max(asked) FROM texts_searched) - $kept
