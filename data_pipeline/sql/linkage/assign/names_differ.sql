-- Of each pair of reports asked about, in that order: whether they name different ships ({levels} is the model's word for it).
-- One IMO number is one hull, whatever its name.
SELECT {levels} AND NOT coalesce(imo_l = imo_r, false) AS differ
FROM (
    SELECT p.place, COLUMNS(l.*) AS '\0_l', COLUMNS(r.*) AS '\0_r'
    FROM (SELECT a, b, row_number() OVER () AS place FROM pairs_asked) AS p
    JOIN compared AS l ON l.unique_id = p.a
    JOIN compared AS r ON r.unique_id = p.b
)
ORDER BY place
