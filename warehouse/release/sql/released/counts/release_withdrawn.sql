-- Incidents in no count because every body has withdrawn its report, of those that could go out as they were: nothing above the mark,
-- nothing from members. Nothing of them but their ids and times.
SELECT incident_id, first_published_at, last_changed_at, tlp
FROM main.all_incidents
ANTI JOIN released.touched USING (incident_id)
WHERE status = 'withdrawn' AND list_contains($categories::VARCHAR[], category)
UNION ALL
SELECT incident_id, first_published_at, last_changed_at, tlp
FROM released.retold
WHERE status = 'withdrawn' AND list_contains($categories::VARCHAR[], category)
ORDER BY last_changed_at, incident_id
