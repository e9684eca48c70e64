-- The members' reports behind the coarsened incidents: the incident's facts, nothing of their own.
SELECT
    m.report_id AS told_as,
    c.incident_id,
    $members || ':' || left(sha256(m.report_id || c.incident_id || $salt), 16) AS report_id,
    $members AS source, left(sha256(m.report_id || c.incident_id || $salt), 16) AS native_ref, 1::INTEGER AS revision, '' AS content_hash,
    c.first_published_at AS first_seen_at, c.last_changed_at,
    c.* EXCLUDE (
        told_as,
        --derived incidents_only
    ),
    '' AS raw_sha256, '' AS raw_locator
FROM released.coarse AS c
JOIN main.incident_reports AS m ON m.incident_id = c.told_as
