-- Those of the incidents named that go out as the whole snapshot tells them.
SELECT incident_id AS id
FROM incidents
WHERE incident_id IN (SELECT unnest($ids::VARCHAR[])) AND incident_id NOT IN (SELECT told_as FROM released.retold)
