-- Where the incidents found for a text or in an area are remembered, in the snapshot's own in-memory database.
-- `read_as`: for words in no report, the words that were searched for instead, each with the letters in which it differs.
CREATE TABLE IF NOT EXISTS searches (search VARCHAR, asked BIGINT, read_as VARCHAR);
CREATE TABLE IF NOT EXISTS matches (search VARCHAR, incident_id VARCHAR, closeness BIGINT);
CREATE TABLE IF NOT EXISTS term_matches (term INTEGER, incident_id VARCHAR, closeness BIGINT);
