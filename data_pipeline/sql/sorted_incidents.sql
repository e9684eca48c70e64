-- Incidents in the published order.
SELECT {columns}
FROM incidents_unsorted
ORDER BY occurred_on, incident_id
