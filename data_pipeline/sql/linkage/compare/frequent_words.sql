-- Words that are rare on the whole, but not in a source's reports of these four weeks: the name of a port, or of a ship much written of.
WITH written AS (
    SELECT source, floor(day / 28)::INTEGER AS span, unnest(unusual_words) AS word
    FROM surroundings
    WHERE day IS NOT NULL
),
frequent AS (
    SELECT source, span, word FROM written GROUP BY source, span, word HAVING count(*) > 12
)
SELECT source, span, list(word) AS words FROM frequent GROUP BY source, span
