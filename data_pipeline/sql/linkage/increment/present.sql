-- Reports as they are now, with what candidates are found by: those that moved, as what is compared of them has changed, and all that can
-- be candidates of these, which no report further than 400 days away is, but by another day that a text gives. Vectors only of the seeds.
CREATE OR REPLACE TABLE present AS
WITH moved_days AS (
    SELECT day, other_days FROM recounted JOIN linkage_before USING (report_id)
    UNION ALL
    SELECT day, other_days FROM compared
),
days_within AS (
    SELECT DISTINCT unnest(range(day - 401, day + 402)) AS day FROM (SELECT DISTINCT day FROM moved_days)
    UNION
    SELECT unnest([other - 1, other, other + 1]) FROM (SELECT unnest(other_days) AS other FROM moved_days)
),
days_about AS (
    SELECT list(DISTINCT day + apart) AS days FROM moved_days, (SELECT unnest([-1, 0, 1]) AS apart)
),
unmoved AS (
    SELECT *
    FROM linkage_before AS b
    WHERE (day IN (SELECT day FROM days_within) OR list_has_any(coalesce(other_days, []), (SELECT days FROM days_about)))
        AND NOT EXISTS (FROM seeds AS s WHERE s.report_id = b.report_id)
),
every AS (
    SELECT b.* EXCLUDE (crowd, rare_words, busy_day, component, rivals, partners),
        coalesce(r.crowd, b.crowd) AS crowd, coalesce(r.rare_words, b.rare_words) AS rare_words, coalesce(r.busy_day, b.busy_day) AS busy_day,
        NULL::FLOAT[128] AS vector, r.report_id IS NOT NULL AS moved
    FROM unmoved AS b
    LEFT JOIN recounted AS r USING (report_id)
    UNION ALL BY NAME
    SELECT report_id, source, day, lat, lon, other_lat, other_lon, other_days, names, imo, type, act, has_text, unusual_words, rare_words, crowd,
        busy_day, vector, true AS moved
    FROM compared
)
SELECT (row_number() OVER (ORDER BY report_id) - 1)::INTEGER AS unique_id, * FROM every;

CREATE OR REPLACE VIEW moved AS FROM present WHERE moved;
