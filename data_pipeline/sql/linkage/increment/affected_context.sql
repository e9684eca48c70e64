-- The counts of the reports reached: from a part of the reports they cannot be counted.
CREATE OR REPLACE TABLE context AS
SELECT report_id, crowd, rare_words, busy_day FROM present SEMI JOIN reached USING (report_id)
UNION ALL
SELECT report_id, crowd, rare_words, busy_day FROM linkage_before SEMI JOIN reached USING (report_id) ANTI JOIN present USING (report_id);
