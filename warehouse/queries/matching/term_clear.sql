-- Forgets the matches of one term, or of all.
DELETE FROM term_matches
WHERE true
    --when term: AND term = $term::INTEGER
