-- The day on which each report first became known, and how that is known. Included by other queries. $since: only later events (null: all).
-- `stated`: the body says when it published (of several revisions the first). `landed`: it came with a landing of a source
-- that was being followed: the event is no older than the first landing, and the landing before is at most 31 days back.
-- Any other report came with a file of old reports, whose landing says nothing about when it was published.
SELECT
    r.report_id, r.source, r.sea_region, r.area, r.category, r.severity, r.occurred_on,
    CASE
        WHEN r.published_at IS NOT NULL THEN least(r.published_at, coalesce(f.published_at, r.published_at))::DATE
        WHEN r.occurred_on >= l.followed_from AND r.first_seen_at - l.before <= INTERVAL 31 DAY THEN r.first_seen_at::DATE
    END AS published_on,
    CASE
        WHEN r.published_at IS NOT NULL THEN 'stated'
        WHEN r.occurred_on >= l.followed_from AND r.first_seen_at - l.before <= INTERVAL 31 DAY THEN 'landed'
        ELSE 'unknown'
    END AS basis
FROM reports AS r
LEFT JOIN (
    SELECT report_id, min(published_at) AS published_at
    FROM report_revisions
    WHERE report_id IN (SELECT report_id FROM reports WHERE revision > 1)
    GROUP BY report_id
) AS f ON f.report_id = r.report_id
LEFT JOIN (
    SELECT
        source, seen, lag(seen) OVER (PARTITION BY source ORDER BY seen) AS before,
        (min(seen) OVER (PARTITION BY source))::DATE AS followed_from
    FROM (SELECT DISTINCT source, first_seen_at AS seen FROM reports UNION SELECT source, landed_at FROM landings)
) AS l ON l.source = r.source AND l.seen = r.first_seen_at
WHERE r.occurred_on IS NOT NULL AND r.notice IS NULL
    --when since: AND r.occurred_on > $since::DATE - 60
