-- The reports of the quarters touched, as they are now.
CREATE OR REPLACE TABLE surroundings AS
SELECT report_id, source, day, lat, lon, unusual_words
FROM linkage_before
ANTI JOIN seeds USING (report_id)
WHERE quarter_of(day) IN (SELECT quarter FROM touched_quarters)
UNION ALL
SELECT r.report_id, r.source, (r.occurred_on - DATE '1970-01-01')::INTEGER, r.latitude, r.longitude, v.unusual_words
FROM reports AS r
JOIN text_vectors AS v USING (report_id);
