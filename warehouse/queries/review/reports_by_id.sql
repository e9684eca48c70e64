-- The given reports, with the title and body of their source.
WITH named AS MATERIALIZED (
    SELECT * FROM reports WHERE report_id IN (SELECT unnest($ids::VARCHAR[]))
)
SELECT n.*, s.title AS source_title, s.body
FROM named AS n
LEFT JOIN sources AS s USING (source)
