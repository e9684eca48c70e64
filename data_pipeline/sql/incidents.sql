-- One incident a report, until reports are linked. The facts are the report's own.
SELECT
    report_id AS incident_id,
    1::INTEGER AS report_count,
    [source] AS sources,
    'unverified' AS status,
    coalesce(published_at, first_seen_at) AS first_published_at,
    r.* EXCLUDE (report_id, source),
    h3_cell(latitude, longitude, 3::TINYINT) AS h3_r3,
    h3_cell(latitude, longitude, 5::TINYINT) AS h3_r5
FROM reports AS r
