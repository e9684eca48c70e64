-- Quarantined records of a source and reason; null means all.
SELECT source, origin, raw_locator, reason, message, raw
FROM quarantine
JOIN landings USING (landing_id, source)
WHERE source = coalesce($source, source) AND reason = coalesce($reason, reason)
ORDER BY source, landing_id, try_cast(raw_locator AS BIGINT), raw_locator
