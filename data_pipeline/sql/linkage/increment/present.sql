-- Every report as it is now, with what candidates are found by; vectors only of the seeds. `moved`: what is compared of it has changed.
CREATE OR REPLACE TABLE present AS
WITH every AS (
    SELECT b.* EXCLUDE (crowd, rare_words, busy_day, component, rivals, partners),
        coalesce(r.crowd, b.crowd) AS crowd, coalesce(r.rare_words, b.rare_words) AS rare_words, coalesce(r.busy_day, b.busy_day) AS busy_day,
        NULL::FLOAT[128] AS vector, r.report_id IS NOT NULL AS moved
    FROM linkage_before AS b
    LEFT JOIN recounted AS r USING (report_id)
    WHERE NOT EXISTS (FROM seeds AS s WHERE s.report_id = b.report_id)
    UNION ALL BY NAME
    SELECT report_id, source, day, lat, lon, other_lat, other_lon, other_days, names, imo, type, act, has_text, unusual_words, rare_words, crowd,
        busy_day, vector, true AS moved
    FROM compared
)
SELECT (row_number() OVER (ORDER BY report_id) - 1)::INTEGER AS unique_id, * FROM every;

CREATE OR REPLACE VIEW moved AS FROM present WHERE moved;
