-- Quarantined records of a source and for a reason (null: any), one page of them; `raw` is cut, `quarantine_raw` gives all of it.
SELECT q.source, q.reason, q.message, l.origin, q.raw_locator, q.landing_id, left(q.raw, 300) AS raw
FROM quarantine AS q
LEFT JOIN landings AS l ON l.landing_id = q.landing_id
WHERE ($source::VARCHAR IS NULL OR q.source = $source::VARCHAR)
    AND ($reason::VARCHAR IS NULL OR q.reason = $reason::VARCHAR)
ORDER BY q.source, q.landing_id, try_cast(q.raw_locator AS BIGINT), q.raw_locator
LIMIT $limit::BIGINT
OFFSET $offset::BIGINT
