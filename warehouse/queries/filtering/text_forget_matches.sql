-- Drops the matches of texts that are no longer remembered.
DELETE FROM text_matches
WHERE text NOT IN (SELECT text FROM texts_searched)
