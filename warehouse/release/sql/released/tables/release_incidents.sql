-- Incidents as they may go out.
SELECT * FROM main.incidents ANTI JOIN released.touched USING (incident_id)
UNION ALL BY NAME
SELECT * EXCLUDE (told_as) FROM released.retold WHERE status <> 'withdrawn'
UNION ALL BY NAME
SELECT * EXCLUDE (told_as) FROM released.coarse
