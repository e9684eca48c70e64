-- Reports marked above $marks.
SELECT report_id, false AS by_member, true AS above
FROM whole.reports
WHERE NOT list_contains($marks::VARCHAR[], tlp)
