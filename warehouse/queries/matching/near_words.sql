-- The words that differ least from $word: a letter more, less or other, or two swapped, count one; at most $most.
WITH near AS (
    SELECT word, damerau_levenshtein(word, $word::VARCHAR) AS letters
    FROM name_words
    WHERE abs(length(word) - length($word::VARCHAR)) <= $most::INTEGER
)
SELECT word, letters
FROM near
WHERE letters BETWEEN 1 AND $most::INTEGER
QUALIFY letters = min(letters) OVER ()
ORDER BY word
LIMIT $limit
