-- Revisions within the reader's clearance, of reports that are so in their present revision too.
SELECT r.*
FROM whole.report_revisions AS r
ANTI JOIN permitted.bound AS b ON b.report_id = r.report_id
WHERE list_contains((SELECT marks FROM permitted.handling), r.tlp)
