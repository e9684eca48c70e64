-- What each new record is: new, revised, confirmed (said by another format for the first time), unchanged or repeated.
-- A record that occurs twice in one file with the same content is repeated, and counts as nothing else.
-- A record is compared with the last statement in its own format; in a format's first statement, with all before it.
-- Only changes are kept, and the outcome is the same whether the earlier records are seen one by one or as kept
-- revisions: so a rebuild and a series of runs agree.
CREATE OR REPLACE TABLE judged AS
WITH once AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY report_id, content_hash, landing_id, kept ORDER BY row) > 1 AND NOT kept AS repeated
    FROM observations
),
compared AS (
    SELECT
        *,
        row_number() OVER report AS place,
        lag(content_hash) OVER own_format AS said_before,
        row_number() OVER (PARTITION BY report_id, content_hash ORDER BY landing_order, row) > 1 AS hash_known
    FROM once
    WHERE NOT repeated
    WINDOW
        report AS (PARTITION BY report_id ORDER BY landing_order, row),
        own_format AS (PARTITION BY report_id, format ORDER BY landing_order, row)
)
SELECT
    report_id, format, content_hash, landing_order, row, landing_id, landed_at, kept,
    CASE
        WHEN place = 1 THEN 'new'
        WHEN said_before = content_hash THEN 'unchanged'
        WHEN said_before IS NULL AND hash_known THEN 'confirmed'
        ELSE 'revised'
    END AS change
FROM compared
UNION ALL
SELECT report_id, format, content_hash, landing_order, row, landing_id, landed_at, kept, 'repeated'
FROM once
WHERE repeated;
