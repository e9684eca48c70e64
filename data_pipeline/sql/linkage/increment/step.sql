-- One step further: the {neighbours} of all that is reached.
INSERT INTO reached
SELECT DISTINCT other
FROM (SELECT unnest({neighbours}) AS other FROM known SEMI JOIN reached USING (report_id))
ANTI JOIN reached ON report_id = other;
