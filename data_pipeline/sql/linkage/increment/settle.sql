-- All that was settled together with what is reached.
INSERT INTO reached
SELECT report_id
FROM known
WHERE component IN (SELECT component FROM known SEMI JOIN reached USING (report_id))
    AND report_id NOT IN (SELECT report_id FROM reached);
