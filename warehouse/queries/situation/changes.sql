-- Incidents that changed after a moment, the latest happened first, at most $limit: `kind` is new, joined (another report) or revised.
WITH changed AS (
    SELECT *
    FROM incidents
    WHERE last_changed_at > $since::TIMESTAMPTZ
    ORDER BY occurred_on DESC NULLS LAST, incident_id DESC
    LIMIT $limit::BIGINT
), seen AS (
    SELECT m.incident_id, min(r.first_seen_at) AS first_seen_at, max(r.first_seen_at) AS last_seen_at
    FROM incident_reports AS m
    JOIN reports AS r USING (report_id)
    WHERE m.incident_id IN (SELECT incident_id FROM changed)
    GROUP BY m.incident_id
)
SELECT
    CASE
        WHEN s.first_seen_at > $since::TIMESTAMPTZ THEN 'new'
        WHEN s.last_seen_at > $since::TIMESTAMPTZ THEN 'joined'
        ELSE 'revised'
    END AS kind,
    i.last_changed_at AS changed_at, i.incident_id, i.occurred_on, i.category, i.act, i.severity, r.title AS sea_region,
    i.vessel_name, i.vessel_type, i.sources
FROM changed AS i
JOIN seen AS s USING (incident_id)
LEFT JOIN sea_regions AS r ON r.sea_region = i.sea_region
ORDER BY i.occurred_on DESC NULLS LAST, i.incident_id DESC
