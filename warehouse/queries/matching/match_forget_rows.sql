-- Drops the matches of searches that are no longer remembered.
DELETE FROM matches
WHERE search NOT IN (SELECT search FROM searches)
