-- The whole raw text of one quarantined record.
SELECT raw
FROM quarantine
WHERE source = $source AND landing_id = $landing_id AND raw_locator = $raw_locator
