-- Where the incidents found for a text are remembered, in the snapshot's own in-memory database.
CREATE TABLE IF NOT EXISTS texts_searched (text VARCHAR, asked BIGINT);
CREATE TABLE IF NOT EXISTS text_matches (text VARCHAR, incident_id VARCHAR);
