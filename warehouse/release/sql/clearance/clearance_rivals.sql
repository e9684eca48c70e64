-- Judged pairs with a rival that is kept back, and the rivals that are not.
WITH named AS (
    SELECT report_a, report_b, unnest(rivals) AS report_id, generate_subscripts(rivals, 1) AS place
    FROM whole.links
)
SELECT
    n.report_a, n.report_b,
    coalesce(list(n.report_id ORDER BY n.place) FILTER (b.report_id IS NULL), []::VARCHAR[]) AS rivals
FROM named AS n
LEFT JOIN permitted.bound AS b USING (report_id)
GROUP BY ALL
HAVING count(b.report_id) > 0
