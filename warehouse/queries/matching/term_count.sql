-- The number of incidents that meet each term.
SELECT term, count(*) AS incidents FROM term_matches GROUP BY term
