-- Weighed pairs by the numbers of their reports, in a fixed order.
SELECT a.n AS a, b.n AS b, w.match_weight
FROM weighed AS w
JOIN numbers AS a ON a.report_id = w.report_a
JOIN numbers AS b ON b.report_id = w.report_b
ORDER BY a.n, b.n
