-- Those of the advisories named that go out, their words as licences let them.
SELECT advisory_id AS id, narrative
FROM advisories
WHERE advisory_id IN (SELECT unnest($ids::VARCHAR[]))
