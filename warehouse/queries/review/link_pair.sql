-- The judged pair of these two reports, $first before $second.
SELECT *
FROM links
WHERE report_a = $first::VARCHAR AND report_b = $second::VARCHAR
