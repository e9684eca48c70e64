-- Incidents with a position in a frame around an area: between two latitudes, and so many degrees east or west of a longitude,
-- across the antimeridian. The caller decides which of them are in the area.
SELECT incident_id, latitude, longitude
FROM incidents
WHERE latitude BETWEEN $south::DOUBLE AND $north::DOUBLE
    AND abs((longitude - $longitude::DOUBLE + 540) % 360 - 180) <= $half_width::DOUBLE
