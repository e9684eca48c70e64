-- The reports whose statement changed, and those that decisions name or named.
SELECT DISTINCT report_id FROM numbered WHERE NOT kept
UNION
SELECT report_id FROM all_reports WHERE list_contains($named, report_id)
UNION
SELECT report_id FROM (SELECT unnest(list_concat(group_a, group_b)) AS report_id FROM decisions_before) SEMI JOIN all_reports USING (report_id)
