-- The latest incidents up to a day, newest first.
SELECT
    i.incident_id, i.occurred_on, i.category, i.act, i.severity, r.title AS sea_region, i.place, i.vessel_name, i.vessel_type,
    i.vessel_status, i.crew_harm, i.sources, i.report_count
FROM incidents AS i
LEFT JOIN sea_regions AS r ON r.sea_region = i.sea_region
WHERE i.occurred_on BETWEEN $first::DATE AND $last::DATE
ORDER BY i.occurred_on DESC, i.occurred_at DESC NULLS LAST, i.incident_id DESC
LIMIT $limit::BIGINT
