-- What each source had reported for a year when the year was over, and what it reports now: reports per source, year of the event and
-- sea region. `landed`: by the first landing after the year, where the source landed again later.
-- `stated`: by the publication dates that the source states, up to 31 December.
WITH landed AS (
    SELECT source, landed_at FROM report_revisions GROUP BY ALL
), several AS (
    SELECT source, min(landed_at) AS first_at, max(landed_at) AS last_at FROM landed GROUP BY source HAVING count(*) > 1
), checkpoints AS (
    SELECT y.source, y.year, min(l.landed_at) AS then_at, any_value(s.last_at) AS last_at
    FROM (SELECT DISTINCT source, year(occurred_on)::INTEGER AS year FROM report_revisions WHERE occurred_on IS NOT NULL) AS y
    JOIN several AS s ON s.source = y.source
    JOIN landed AS l ON l.source = y.source AND l.landed_at >= make_date(y.year + 1, 1, 1)
    GROUP BY y.source, y.year
    HAVING then_at < last_at
), valid AS (
    SELECT
        source, report_id, sea_region, year(occurred_on)::INTEGER AS year, landed_at,
        lead(landed_at) OVER (PARTITION BY report_id ORDER BY sighting) AS until, notice IS NULL AS is_event
    FROM report_revisions
    WHERE source IN (SELECT source FROM several)
), then_said AS (
    SELECT c.source, c.year, v.sea_region, c.then_at, count(*)::INTEGER AS reports
    FROM checkpoints AS c
    JOIN valid AS v ON v.source = c.source AND v.year = c.year AND v.landed_at <= c.then_at AND v.is_event AND (v.until IS NULL OR v.until > c.then_at)
    GROUP BY ALL
), now_said AS (
    SELECT c.source, c.year, r.sea_region, c.then_at, count(*)::INTEGER AS reports
    FROM checkpoints AS c
    JOIN reports AS r ON r.source = c.source AND year(r.occurred_on) = c.year AND r.notice IS NULL
    GROUP BY ALL
), stated AS (
    SELECT
        source, year(occurred_on)::INTEGER AS year, sea_region, make_date(year(occurred_on) + 1, 1, 1)::TIMESTAMPTZ AS then_at,
        count(*) FILTER (published_on < make_date(year(occurred_on) + 1, 1, 1))::INTEGER AS said_then,
        count(*)::INTEGER AS says_now, max(max(published_on)) OVER (PARTITION BY source) AS last_on
    FROM (
--include published
    )
    WHERE basis = 'stated'
    GROUP BY source, year(occurred_on), sea_region
)
SELECT
    coalesce(t.source, n.source) AS source, coalesce(t.year, n.year) AS year, coalesce(t.sea_region, n.sea_region) AS sea_region,
    'landed' AS basis, coalesce(t.then_at, n.then_at) AS then_at, coalesce(t.reports, 0) AS said_then, coalesce(n.reports, 0) AS says_now
FROM then_said AS t
FULL JOIN now_said AS n ON n.source = t.source AND n.year = t.year AND n.sea_region IS NOT DISTINCT FROM t.sea_region
UNION ALL
SELECT source, year, sea_region, 'stated', then_at, said_then, says_now FROM stated WHERE then_at::DATE <= last_on
ORDER BY ALL
