-- The incident with an id, a withdrawn one too, with the title of its sea region.
SELECT i.*, s.title AS sea_region_title
FROM all_incidents AS i
LEFT JOIN sea_regions AS s USING (sea_region)
WHERE i.incident_id = $incident_id::VARCHAR
