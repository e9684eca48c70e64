-- Incidents that are in no count because every body has withdrawn its report, the latest withdrawal after $since first.
SELECT incident_id, last_changed_at AS withdrawn_at, occurred_on, sources
FROM all_incidents
WHERE status = 'withdrawn' AND last_changed_at > $since::TIMESTAMPTZ
ORDER BY last_changed_at DESC, incident_id
