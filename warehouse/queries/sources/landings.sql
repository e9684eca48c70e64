-- The accounting of every landing, latest first.
SELECT
    landing_id, source, format, origin, sha256, bytes, landed_at,
    read, new, revised, unchanged, repeated, quarantined, warnings, leftover_fields, failure,
    read = new + revised + unchanged + repeated + quarantined AS adds_up
FROM landings
WHERE $source::VARCHAR IS NULL OR source = $source::VARCHAR
ORDER BY landed_at DESC, landing_id
