-- Reports per cell by days from the event to its publication (`delay`), and by days from the event to the last day on which
-- the source published anything (`age`): the two histograms from which a delay curve under right truncation is estimated.
-- A cell is a source, a source in a sea region, or a source and a category. The filters apply to the reports' own facts.
-- $longest: all delays beyond so many days count as one.
WITH chosen AS MATERIALIZED (
    SELECT
        source, sea_region, category, basis, occurred_on,
        CASE WHEN published_on - occurred_on > $longest::INTEGER THEN $longest::INTEGER + 1 ELSE published_on - occurred_on END AS delay
    FROM (
--include published
    )
    WHERE true
        --when date_from: AND occurred_on >= $date_from::DATE
        --when date_to: AND occurred_on <= $date_to::DATE
        --when regions: AND list_contains($regions::VARCHAR[], coalesce(sea_region, '-'))
        --when areas: AND list_contains($areas::VARCHAR[], coalesce(area, '-'))
        --when categories: AND list_contains($categories::VARCHAR[], category)
        --when severities: AND list_contains($severities::VARCHAR[], coalesce(severity::VARCHAR, '-'))
), aged AS (
    SELECT
        c.source, c.sea_region, c.category, c.basis,
        least(date_diff('day', c.occurred_on, if(c.basis = 'stated', l.stated_on, l.seen_on)), $longest::INTEGER + 1) AS age
    FROM chosen AS c
    JOIN (
        SELECT source, max(published_at)::DATE AS stated_on, max(first_seen_at)::DATE AS seen_on FROM reports GROUP BY source
    ) AS l ON l.source = c.source
    WHERE c.delay BETWEEN 0 AND $longest::INTEGER
)
SELECT source, sea_region, category, basis, 'delay' AS kind, delay AS days, count(*)::INTEGER AS reports, grouping(sea_region) AS whole_region,
    grouping(category) AS whole_category
FROM chosen GROUP BY GROUPING SETS ((source, basis, delay), (source, basis, delay, sea_region), (source, basis, delay, category))
UNION ALL
SELECT source, sea_region, category, basis, 'age' AS kind, age AS days, count(*)::INTEGER AS reports, grouping(sea_region) AS whole_region,
    grouping(category) AS whole_category
FROM aged GROUP BY GROUPING SETS ((source, basis, age), (source, basis, age, sea_region), (source, basis, age, category))
ORDER BY ALL
