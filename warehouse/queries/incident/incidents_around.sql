-- Incidents in a box of degrees around a position and in a span of days, except the given one. The box is wider than the circle
-- wanted: the caller measures distances on the ellipsoid. Longitudes are compared across the antimeridian.
SELECT incident_id, occurred_on, latitude, longitude, position_precision_km
FROM incidents
WHERE latitude BETWEEN $latitude::DOUBLE - $north::DOUBLE AND $latitude::DOUBLE + $north::DOUBLE
    AND abs((longitude - $longitude::DOUBLE + 540) % 360 - 180) <= $east::DOUBLE
    AND occurred_on BETWEEN $first::DATE AND $last::DATE
    AND incident_id <> $incident_id::VARCHAR
