-- Of every report what its neighbours are counted by.
CREATE OR REPLACE VIEW surroundings AS
SELECT r.report_id, r.source, (r.occurred_on - DATE '1970-01-01')::INTEGER AS day, r.latitude AS lat, r.longitude AS lon, v.unusual_words
FROM reports AS r
JOIN text_vectors AS v USING (report_id);
