-- Positions out of range, or half a position.
SELECT report_id, latitude, longitude, position_basis
FROM reports
WHERE latitude NOT BETWEEN -90 AND 90 OR longitude NOT BETWEEN -180 AND 180
    OR (latitude IS NULL) <> (longitude IS NULL)
    OR (latitude IS NULL) <> (position_basis IN ('none', 'default'))
