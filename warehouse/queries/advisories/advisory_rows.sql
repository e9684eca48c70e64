-- Every advisory with the title and attribution of its source, the latest issued first.
SELECT a.*, coalesce(s.title, a.source) AS source_title, s.attribution
FROM advisories AS a
LEFT JOIN sources AS s USING (source)
ORDER BY a.issued_at DESC, a.advisory_id
