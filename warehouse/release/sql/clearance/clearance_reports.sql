-- Reports within the reader's clearance.
SELECT * FROM whole.reports ANTI JOIN permitted.bound USING (report_id)
