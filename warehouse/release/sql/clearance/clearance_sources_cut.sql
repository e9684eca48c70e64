-- Sources of which reports or earlier revisions are kept back: what is counted or quoted of their files is counted anew, or left out.
SELECT DISTINCT source FROM whole.report_revisions WHERE NOT list_contains($marks::VARCHAR[], tlp)
UNION
SELECT DISTINCT source FROM whole.reports WHERE NOT list_contains($marks::VARCHAR[], tlp)
