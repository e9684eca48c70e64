-- Reports that did not change but are counted differently than before, with their new counts.
CREATE OR REPLACE TABLE recounted AS
SELECT c.*
FROM context AS c
JOIN linkage_before AS b USING (report_id)
ANTI JOIN seeds USING (report_id)
WHERE quarter_of(b.day) IN (SELECT quarter FROM touched_quarters WHERE near)
    AND (c.crowd <> b.crowd OR c.rare_words <> b.rare_words OR c.busy_day <> b.busy_day);
