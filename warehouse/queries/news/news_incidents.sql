-- Incidents as alerts tell of them, with the reports behind each: those since the day $since, or those with the ids $ids.
SELECT
    i.incident_id, i.occurred_on, i.occurred_at, i.first_published_at, i.category, i.act, i.severity, i.status, i.sea_region,
    r.title AS region_title, i.place, i.latitude, i.longitude, i.position_precision_km, i.vessel_name, i.vessel_type, i.vessel_status,
    i.sources, i.tlp, m.report_ids
FROM incidents AS i
LEFT JOIN sea_regions AS r ON r.sea_region = i.sea_region
JOIN (
    SELECT incident_id, list(report_id ORDER BY report_id) AS report_ids
    FROM incident_reports
    --when ids: WHERE list_contains($ids::VARCHAR[], incident_id)
    GROUP BY incident_id
) AS m ON m.incident_id = i.incident_id
WHERE true
    --when since: AND coalesce(i.occurred_on, i.first_published_at::DATE) >= $since::DATE
    --when ids: AND list_contains($ids::VARCHAR[], i.incident_id)
ORDER BY i.incident_id
