-- The incidents with the given ids, with the columns of a table row.
SELECT
    i.incident_id, i.occurred_on, i.category, i.act, i.severity, i.vessel_name, i.vessel_type, i.sources, i.latitude, i.longitude,
    r.title AS sea_region
FROM incidents AS i
LEFT JOIN sea_regions AS r ON r.sea_region = i.sea_region
WHERE i.incident_id IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY i.incident_id
