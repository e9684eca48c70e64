-- Decisions about permitted reports alone.
SELECT * FROM whole.decisions ANTI JOIN permitted.decisions_cut USING (decision_id)
