-- Where the incidents found for a text or in an area are remembered, in the snapshot's own in-memory database.
CREATE TABLE IF NOT EXISTS searches (search VARCHAR, asked BIGINT);
CREATE TABLE IF NOT EXISTS matches (search VARCHAR, incident_id VARCHAR);
