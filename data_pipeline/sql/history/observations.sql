-- Every new record and every kept revision of the same reports, narrow, in the order of landing. Kept revisions come first.
CREATE OR REPLACE TABLE observations AS
SELECT
    report_id,
    format,
    content_hash,
    0 AS landing_order,
    sighting::BIGINT AS row,
    landing_id,
    landed_at,
    true AS kept
FROM report_revisions_before
SEMI JOIN parts USING (report_id)
UNION ALL
SELECT p.report_id, l.format, p.content_hash, l.landing_order, p.row, p.landing_id, l.landed_at, false
FROM parts AS p
JOIN new_landings AS l USING (landing_id);
