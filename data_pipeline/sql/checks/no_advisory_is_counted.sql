-- Advisories whose record stands as the report of an event too.
SELECT a.advisory_id, a.title
FROM advisories AS a
JOIN reports AS r ON r.report_id = a.advisory_id
WHERE NOT coalesce(a.withdrawn, false) AND NOT coalesce(r.withdrawn, false)
