-- Judged pairs of reports.
SELECT {columns}
FROM judged_pairs
ORDER BY report_a, report_b
