-- Quarantined records per source and reason.
SELECT source, reason, count(*) AS records
FROM quarantine
GROUP BY ALL
ORDER BY records DESC, source, reason
