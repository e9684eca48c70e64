-- Whether any report, in its present or an earlier revision, is marked above $marks.
SELECT
    EXISTS (SELECT 1 FROM reports WHERE NOT list_contains($marks::VARCHAR[], tlp))
    OR EXISTS (SELECT 1 FROM report_revisions WHERE NOT list_contains($marks::VARCHAR[], tlp)) AS above
