-- Where the search for what may be linked differently begins: the reports that moved, and those that they were or are candidates of.
CREATE OR REPLACE TABLE reached AS
SELECT report_id FROM seeds
UNION
SELECT report_id FROM present WHERE moved;

CREATE OR REPLACE TABLE known AS SELECT report_id, component, rivals, partners FROM linkage_before;

INSERT INTO reached
SELECT DISTINCT p.report_id
FROM (SELECT join_key_l AS unique_id FROM candidates UNION SELECT join_key_r FROM candidates)
JOIN present AS p USING (unique_id)
ANTI JOIN reached AS r ON r.report_id = p.report_id;
