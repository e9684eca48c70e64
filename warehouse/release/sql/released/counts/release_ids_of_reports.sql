-- Those of the reports named that go out, their words as licences let them; those of members have other ids.
SELECT report_id AS id, narrative, why
FROM reports
WHERE report_id IN (SELECT unnest($ids::VARCHAR[]))
