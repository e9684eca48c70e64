-- Reports that must not go out as they are: above the marks that may, or sent by a member.
SELECT
    report_id,
    source = $members AS by_member,
    NOT list_contains($marks::VARCHAR[], tlp) AS above
FROM main.reports
WHERE source = $members OR NOT list_contains($marks::VARCHAR[], tlp)
