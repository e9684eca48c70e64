-- The judged pair whose two report ids, joined by a bar, are $pair.
SELECT *
FROM links
WHERE report_a || '|' || report_b = $pair::VARCHAR
