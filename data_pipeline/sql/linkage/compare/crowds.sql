-- How many reports a source has in a cell of a quarter degree and its neighbours, by quarter and its neighbours. Above $usual_crowd in
-- four steps an octave: so a report more in crowded waters seldom changes what the others there weigh.
WITH counted AS (
    SELECT source, floor(lat * 4)::INTEGER AS y, floor(lon * 4)::INTEGER AS x,
        quarter_of(day) AS t, count(*) AS reports
    FROM surroundings
    WHERE lat IS NOT NULL
    GROUP BY ALL
),
summed AS (
    SELECT source, y + dy AS y, x + dx AS x, t + dt AS t, sum(reports)::INTEGER AS reports
    FROM counted, (SELECT unnest([-1, 0, 1]) AS dy), (SELECT unnest([-1, 0, 1]) AS dx), (SELECT unnest([-1, 0, 1]) AS dt)
    GROUP BY ALL
)
SELECT source, y, x, t,
    CASE WHEN reports <= $usual_crowd THEN reports
        ELSE round($usual_crowd * 2 ** (floor(4 * log2(reports / $usual_crowd) + 1e-9) / 4)) END::INTEGER AS crowd
FROM summed
