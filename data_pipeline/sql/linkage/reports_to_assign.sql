-- Of every report, in the order of its number: its source as a number, and whether it tells of several ships.
SELECT dense_rank() OVER (ORDER BY c.source) - 1 AS source, coalesce(len(c.names), 0) > 1 AS several
FROM compared AS c
JOIN numbers AS n ON n.report_id = c.unique_id
ORDER BY n.n
