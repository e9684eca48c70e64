-- The incident with an id, with the title of its sea region.
SELECT i.*, s.title AS sea_region_title
FROM incidents AS i
LEFT JOIN sea_regions AS s USING (sea_region)
WHERE i.incident_id = $incident_id::VARCHAR
