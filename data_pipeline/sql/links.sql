-- Judged pairs of reports; those of reports that were not linked again as they were.
SELECT {columns} FROM judged_pairs
UNION ALL
SELECT {columns} FROM links_before ANTI JOIN compared ON compared.report_id = links_before.report_a
ORDER BY report_a, report_b
