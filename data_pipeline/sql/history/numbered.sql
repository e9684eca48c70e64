-- Sighting and revision numbers, first and last dates of every statement that is kept.
CREATE OR REPLACE TABLE numbered AS
SELECT
    *,
    (row_number() OVER report)::INTEGER AS sighting,
    (count(*) FILTER (change IN ('new', 'revised')) OVER report)::INTEGER AS revision,
    first_value(landed_at) OVER report AS first_seen_at,
    -- A confirmation in another format is no change; a return to an earlier content is.
    max(landed_at) FILTER (change <> 'confirmed') OVER (PARTITION BY report_id, content_hash ORDER BY landing_order, row) AS last_changed_at
FROM judged
WHERE change IN ('new', 'revised', 'confirmed')
WINDOW report AS (PARTITION BY report_id ORDER BY landing_order, row);
