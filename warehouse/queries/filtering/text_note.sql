-- Notes that $text was searched for, after all others.
INSERT INTO texts_searched
SELECT $text::VARCHAR, coalesce(max(asked), 0) + 1 FROM texts_searched
