-- How long after the event each source publishes, over the reports of its last three years that state when: days by which
-- half and nine in ten are out, and the last day it published anything.
SELECT
    r.source,
    count(*) AS reports,
    quantile_cont(date_diff('day', r.occurred_on, r.published_at::DATE), 0.5) AS half_days,
    quantile_cont(date_diff('day', r.occurred_on, r.published_at::DATE), 0.9) AS nine_tenths_days,
    max(r.published_at)::DATE AS last_published_on
FROM reports AS r
JOIN (SELECT source, max(occurred_on) AS last_day FROM reports GROUP BY source) AS s ON s.source = r.source
WHERE r.published_at IS NOT NULL
    AND r.occurred_on > s.last_day - INTERVAL 3 YEAR
    AND r.published_at::DATE >= r.occurred_on
GROUP BY r.source
ORDER BY r.source
