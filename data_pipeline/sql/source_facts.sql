-- Per source: reports published and the span of their events; advisories published.
SELECT source, coalesce(reports, 0) AS reports, first_occurred_on, last_occurred_on, coalesce(advisories, 0) AS advisories
FROM (
    SELECT source, count(*)::INTEGER AS reports, min(occurred_on) AS first_occurred_on, max(occurred_on) AS last_occurred_on
    FROM reports
    GROUP BY source
)
FULL JOIN (SELECT source, count(*)::INTEGER AS advisories FROM advisories GROUP BY source) USING (source)
