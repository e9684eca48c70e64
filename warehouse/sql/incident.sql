-- The incident with an id, or that holds the report with that id: an incident's id is that of one of its reports, and stays
-- good when incidents are merged. With the title of its sea region.
SELECT i.*, s.title AS sea_region_title
FROM incidents AS i
LEFT JOIN sea_regions AS s USING (sea_region)
WHERE i.incident_id = $incident_id
    OR i.incident_id IN (SELECT incident_id FROM incident_reports WHERE report_id = $incident_id)
ORDER BY i.incident_id <> $incident_id, i.incident_id
LIMIT 1
