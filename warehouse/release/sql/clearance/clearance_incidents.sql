-- Incidents that rest on permitted reports alone, and those that other reports tell of too, told anew from the permitted ones.
SELECT * FROM whole.incidents ANTI JOIN permitted.touched USING (incident_id)
UNION ALL BY NAME
SELECT * EXCLUDE (told_as) FROM permitted.retold
