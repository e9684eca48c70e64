-- Incidents per day of the event and day on which a source of $sources first published it: the reporting triangle.
-- Unknown days of publication are null.
WITH p AS (
--include published
)
SELECT occurred_on, published_on, count(*)::INTEGER AS incidents
FROM (
    SELECT k.incident_id, k.occurred_on, min(p.published_on) AS published_on
    FROM (
--include kept
    ) AS k
    JOIN incident_reports AS m ON m.incident_id = k.incident_id
    JOIN p ON p.report_id = m.report_id
    WHERE list_contains($sources::VARCHAR[], p.source) AND k.occurred_on > $since::DATE
    GROUP BY k.incident_id, k.occurred_on
)
GROUP BY ALL
ORDER BY ALL
