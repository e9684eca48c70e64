-- Every report of the incidents that contain one of the given reports, with the facts that distinguish it.
SELECT
    m.incident_id, m.report_id, m.link_rule, m.linked_to, m.link_probability, m.cites,
    r.source, s.title AS source_title, r.occurred_on, r.act, r.vessel_name, r.place
FROM incident_reports AS m
JOIN reports AS r USING (report_id)
LEFT JOIN sources AS s USING (source)
WHERE m.incident_id IN (SELECT incident_id FROM incident_reports WHERE report_id IN (SELECT unnest($ids::VARCHAR[])))
ORDER BY m.incident_id, r.occurred_on, m.report_id
