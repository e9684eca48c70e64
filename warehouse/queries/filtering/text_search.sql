-- Remembers the incidents whose vessel name, place, or any report's narrative holds $text, without regard to case.
INSERT INTO matches
SELECT $search::VARCHAR, incident_id
FROM incidents
WHERE contains(lower(vessel_name), lower($text::VARCHAR)) OR contains(lower(place), lower($text::VARCHAR))
UNION
SELECT $search::VARCHAR, m.incident_id
FROM incident_reports AS m
JOIN reports AS r USING (report_id)
WHERE contains(lower(r.narrative), lower($text::VARCHAR)) OR contains(lower(r.vessel_name), lower($text::VARCHAR))
    OR contains(lower(r.place), lower($text::VARCHAR))
