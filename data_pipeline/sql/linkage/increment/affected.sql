-- The reports whose links may change: those that moved, their candidates, and all that a chain of pairs connected with one of them.
CREATE OR REPLACE TABLE affected AS
WITH near AS (
    SELECT join_key_l AS unique_id FROM candidates
    UNION
    SELECT join_key_r FROM candidates
),
touched AS (
    SELECT report_id, component FROM present WHERE moved OR unique_id IN (SELECT unique_id FROM near)
    UNION ALL
    SELECT report_id, component FROM linkage_before SEMI JOIN seeds USING (report_id)
)
SELECT report_id FROM touched
UNION
SELECT report_id FROM linkage_before WHERE component IN (SELECT component FROM touched);
