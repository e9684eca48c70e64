-- Of each pair of reports asked about, in that order: whether both name a ship and the names are unlike, as the model's level has it.
-- One IMO number is one hull, whatever its name.
SELECT coalesce(names_like(l.names, r.names) < 0.74, false) AND NOT coalesce(l.imo = r.imo, false) AS differ
FROM (SELECT a, b, row_number() OVER () AS place FROM pairs_asked) AS p
JOIN compared AS l ON l.unique_id = p.a
JOIN compared AS r ON r.unique_id = p.b
ORDER BY p.place
