-- The words of four letters and more in names of ships and places, and those that searches know: what a misspelt word may have meant.
CREATE TABLE IF NOT EXISTS name_words AS
SELECT DISTINCT unnest(regexp_extract_all(lower(strip_accents(name)), '[a-z]{4,}')) AS word
FROM (
    SELECT vessel_name AS name FROM incidents
    UNION
    SELECT place FROM incidents
    UNION
    SELECT vessel_name FROM reports
    UNION
    SELECT unnest($known_words::VARCHAR[])
)
