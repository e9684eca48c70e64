-- Reports marked above $marks, and advisories that are no reports.
SELECT report_id, false AS by_member, true AS above
FROM whole.reports
WHERE NOT list_contains($marks::VARCHAR[], tlp)
UNION ALL
SELECT advisory_id, false, true
FROM whole.advisories
ANTI JOIN whole.reports AS r ON r.report_id = advisory_id
WHERE NOT list_contains($marks::VARCHAR[], tlp)
