-- Of every report what its neighbours are counted by.
CREATE OR REPLACE VIEW surroundings AS
SELECT r.report_id, r.source, r.occurred_on, r.latitude, r.longitude, v.rare_words
FROM reports AS r
JOIN text_vectors AS v USING (report_id);
