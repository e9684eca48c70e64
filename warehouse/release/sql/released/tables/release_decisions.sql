-- Who decided what does not go out.
SELECT * FROM main.decisions WHERE false
