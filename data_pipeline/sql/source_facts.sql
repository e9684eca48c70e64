-- Per source: reports published and the span of their events.
SELECT source, count(*)::INTEGER AS reports, min(occurred_on) AS first_occurred_on, max(occurred_on) AS last_occurred_on
FROM reports
GROUP BY source
