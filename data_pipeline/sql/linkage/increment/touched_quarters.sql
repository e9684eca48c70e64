-- Quarters in which counts may have changed: those of the seeds as they were and as they are. `near`: whose reports may be counted
-- differently; with the others, the reports that are counted for them.
CREATE OR REPLACE TABLE touched_quarters AS
WITH days AS (
    SELECT day FROM linkage_before SEMI JOIN seeds USING (report_id)
    UNION
    SELECT (occurred_on - DATE '1970-01-01')::INTEGER FROM reports
)
SELECT quarter_of(day) + apart AS quarter, bool_or(abs(apart) <= 1) AS near
FROM days, (SELECT unnest([-2, -1, 0, 1, 2]) AS apart)
GROUP BY quarter;
