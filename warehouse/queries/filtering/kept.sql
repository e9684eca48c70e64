-- The incidents that the filters leave; a filter that is off leaves no trace. Included by other queries.
SELECT *
FROM incidents
WHERE true
    --when date_from: AND occurred_on >= $date_from::DATE
    --when date_to: AND occurred_on <= $date_to::DATE
    --when regions: AND list_contains($regions::VARCHAR[], coalesce(sea_region, '-'))
    --when areas: AND list_contains($areas::VARCHAR[], coalesce(area, '-'))
    --when categories: AND list_contains($categories::VARCHAR[], category)
    --when acts: AND list_contains($acts::VARCHAR[], coalesce(act, '-'))
    --when severities: AND list_contains($severities::VARCHAR[], coalesce(severity::VARCHAR, '-'))
    --when vessel_types: AND list_contains($vessel_types::VARCHAR[], coalesce(vessel_type, '-'))
    --when vessel_statuses: AND list_contains($vessel_statuses::VARCHAR[], vessel_status)
    --when sources: AND list_has_any($sources::VARCHAR[], sources)
    --when weapons: AND list_has_any($weapons::VARCHAR[], weapons)
    --when text: AND incident_id IN (SELECT incident_id FROM matches WHERE search = $text::VARCHAR)
    --when within: AND incident_id IN (SELECT incident_id FROM matches WHERE search = $within::VARCHAR)
