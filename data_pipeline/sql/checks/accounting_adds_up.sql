-- Landings whose records are not all accounted for.
SELECT landing_id, origin, read, new, revised, unchanged, repeated, quarantined
FROM landings
WHERE failure IS NULL AND read <> new + revised + unchanged + repeated + quarantined
