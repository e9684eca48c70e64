-- Pairs of reports worth comparing, each once, the smaller id first. Every block joins on equal keys, so the cost
-- grows with the reports and not with their square. {seekers} look among {sought}: all among all, or a few
-- among all and all among a few, where {once} is <> instead of <. Where a vector is missing, $vectors_missing says whether told_alike holds.
WITH days_sought AS (
    SELECT DISTINCT unnest(range(day - 7, day + 8)) AS day FROM (SELECT DISTINCT day FROM {sought})
),
spots AS (
    -- Every place a report may mean: as published, as its text or field has it otherwise, and with the wrong hemisphere.
    SELECT unique_id, day, lat, lon, true AS own, crowd FROM {seekers} WHERE day IN (SELECT day FROM days_sought) AND lat IS NOT NULL
    UNION ALL
    SELECT unique_id, day, other_lat, other_lon, false, 0 FROM {seekers} WHERE day IN (SELECT day FROM days_sought) AND other_lat IS NOT NULL
    UNION ALL
    SELECT unique_id, day, -lat, lon, false, crowd FROM {seekers} WHERE day IN (SELECT day FROM days_sought) AND abs(lat) > 0.5
    UNION ALL
    SELECT unique_id, day, lat, -lon, false, crowd FROM {seekers} WHERE day IN (SELECT day FROM days_sought) AND abs(lon) > 0.5
),
-- The further apart in time, the nearer in space: days apart, and the degrees that are searched then. Fewer where reports crowd, so
-- that about a dozen reports of a source qualify, most of them of the same day.
wanted AS (
    SELECT s.* EXCLUDE (own, crowd), w.first_day, w.last_day, least(w.reach, w.crowded / sqrt(greatest(s.crowd, 1))) AS reach
    FROM spots AS s, (VALUES (0, 0, 3.2, 14), (1, 2, 3.2, 7), (3, 4, 1.0, 4), (5, 7, 0.3, 2)) AS w (first_day, last_day, reach, crowded)
),
-- Cells as large as the area searched, a power of two in degrees, and blocks of five days. One side of the join is entered in all cells
-- and blocks that it comes near, the other in one cell of every size. So a crowd is not compared with everything in a wide cell.
sized AS (
    SELECT *, least(reach, 1.6) AS high,
        greatest(ceil(log2(1.6 * least(reach, 1.6))), -2)::INTEGER AS level
    FROM wanted
),
tall AS (
    SELECT *, unnest(range(floor((lat - high) / 2.0 ** level)::INTEGER, floor((lat + high) / 2.0 ** level)::INTEGER + 1)) AS y
    FROM sized
),
broad AS (
    -- Around the earth: the columns on either side of the date line are neighbours.
    SELECT *, (unnest(range(floor((lon - reach + 360) / 2.0 ** level)::INTEGER, floor((lon + reach + 360) / 2.0 ** level)::INTEGER + 1))
        % (360 / 2.0 ** level)::INTEGER) AS x
    FROM tall
),
looking AS (
    SELECT unique_id, day, lat, lon, first_day, last_day, reach, level, y, x,
        unnest(range(floor((day - last_day) / 5)::INTEGER, floor((day + last_day) / 5)::INTEGER + 1)) AS block
    FROM broad
),
standing AS (
    SELECT unique_id, day, lat, lon, level, floor(lat / 2.0 ** level)::INTEGER AS y,
        (floor((lon + 360) / 2.0 ** level)::INTEGER % (360 / 2.0 ** level)::INTEGER) AS x, floor(day / 5)::INTEGER AS block
    FROM {sought}, (SELECT unnest(range(-2, 3))::INTEGER AS level)
    WHERE lat IS NOT NULL
),
near AS (
    SELECT a.unique_id AS a, b.unique_id AS b
    FROM looking AS a
    JOIN standing AS b ON a.level = b.level AND a.y = b.y AND a.x = b.x AND a.block = b.block AND a.unique_id <> b.unique_id
    WHERE abs(a.day - b.day) BETWEEN first_day AND last_day AND abs(a.lat - b.lat) <= 1.6
        AND abs(a.lat - b.lat) + least(abs(a.lon - b.lon), 360 - abs(a.lon - b.lon)) <= reach
),
named AS (
    SELECT unique_id, day, unnest(names) AS name FROM {seekers}
),
named_sought AS (
    SELECT unique_id, day, unnest(names) AS name FROM {sought}
),
same_name AS (
    SELECT a.unique_id AS a, b.unique_id AS b
    FROM named AS a
    JOIN named_sought AS b ON a.name = b.name AND a.unique_id {once} b.unique_id AND abs(a.day - b.day) <= 400
    WHERE length(a.name) >= 4
),
like_name AS (
    SELECT a.unique_id AS a, b.unique_id AS b
    FROM (SELECT *, unnest(range(floor((day - 5) / 14)::INTEGER, floor((day + 5) / 14)::INTEGER + 1)) AS fortnight FROM named WHERE length(name) >= 5) AS a
    JOIN (SELECT *, floor(day / 14)::INTEGER AS fortnight FROM named_sought WHERE length(name) >= 5) AS b
        ON a.fortnight = b.fortnight AND left(a.name, 4) = left(b.name, 4) AND a.unique_id <> b.unique_id AND abs(a.day - b.day) <= 5
),
rare AS (
    SELECT unique_id, day, unnest(rare_words) AS word FROM {seekers}
),
rare_sought AS (
    SELECT unique_id, day, unnest(rare_words) AS word FROM {sought}
),
same_words AS (
    -- One rare word in common, a place or a name, at any distance.
    SELECT a.unique_id AS a, b.unique_id AS b
    FROM (SELECT *, unnest(range(floor((day - 3) / 7)::INTEGER, floor((day + 3) / 7)::INTEGER + 1)) AS week FROM rare) AS a
    JOIN (SELECT *, floor(day / 7)::INTEGER AS week FROM rare_sought) AS b
        ON a.week = b.week AND a.word = b.word AND a.unique_id <> b.unique_id AND abs(a.day - b.day) <= 3
),
slipped AS (
    -- The same spot, with the day a month off, or day and month exchanged, or the other day that the text gives.
    SELECT unique_id, lat, lon, unnest(other) AS day FROM (
        SELECT unique_id, lat, lon,
            list_filter(list_concat(coalesce(other_days, []), [
                (DATE '1970-01-01' + day + INTERVAL 1 MONTH)::DATE - DATE '1970-01-01',
                (DATE '1970-01-01' + day - INTERVAL 1 MONTH)::DATE - DATE '1970-01-01',
                try_cast(strftime(DATE '1970-01-01' + day, '%Y-%d-%m') AS DATE) - DATE '1970-01-01'
            ]), lambda d: d IS NOT NULL AND d <> day) AS other
        FROM {seekers} WHERE lat IS NOT NULL AND crowd <= 150
    )
),
off_by_slip AS (
    SELECT a.unique_id AS a, b.unique_id AS b
    FROM (SELECT *, unnest([day - 1, day, day + 1]) AS about, floor(lat * 2)::INTEGER AS y, floor(lon * 2)::INTEGER AS x FROM slipped) AS a
    JOIN (SELECT *, floor(lat * 2)::INTEGER AS y, floor(lon * 2)::INTEGER AS x FROM {sought}) AS b
        ON a.about = b.day AND a.y = b.y AND a.x = b.x AND a.unique_id <> b.unique_id
),
told_alike AS (
    -- The same spot and much the same words, a month apart at most: a wrong day, or the same report issued again.
    SELECT a.unique_id AS a, b.unique_id AS b
    FROM (SELECT *, unnest(range(floor((day - 35) / 36)::INTEGER, floor((day + 35) / 36)::INTEGER + 1)) AS span,
            floor(lat * 5)::INTEGER AS y, floor(lon * 5)::INTEGER AS x FROM {seekers} WHERE has_text AND crowd <= 150) AS a
    JOIN (SELECT *, floor(day / 36)::INTEGER AS span, floor(lat * 5)::INTEGER AS y, floor(lon * 5)::INTEGER AS x FROM {sought} WHERE has_text) AS b
        ON a.span = b.span AND a.y = b.y AND a.x = b.x AND a.unique_id {once} b.unique_id
    WHERE abs(a.day - b.day) <= 35
        AND (array_inner_product(a.vector, b.vector) >= 0.5 OR ($vectors_missing AND (a.vector IS NULL OR b.vector IS NULL)))
),
unplaced AS (
    -- A report without position: with all reports of the days around; where there are many, with those of the same type and act.
    SELECT a.unique_id AS a, b.unique_id AS b
    FROM (SELECT unique_id, type, act, unnest(range(day - 2, day + 3)) AS day FROM {seekers} WHERE lat IS NULL) AS a
    JOIN (SELECT unique_id, type, act, day, busy_day FROM {sought}) AS b
        ON a.day = b.day AND a.unique_id <> b.unique_id
    WHERE NOT b.busy_day OR (a.type = b.type AND a.act = b.act)
),
same_ship AS (
    SELECT a.unique_id AS a, b.unique_id AS b
    FROM {seekers} AS a
    JOIN {sought} AS b ON a.imo = b.imo AND a.unique_id {once} b.unique_id AND abs(a.day - b.day) <= 400
),
every AS (
    SELECT a, b FROM near UNION ALL SELECT a, b FROM same_name UNION ALL SELECT a, b FROM like_name UNION ALL SELECT a, b FROM same_words
    UNION ALL SELECT a, b FROM told_alike UNION ALL SELECT a, b FROM off_by_slip UNION ALL SELECT a, b FROM unplaced UNION ALL SELECT a, b FROM same_ship
)
SELECT least(a, b) AS join_key_l, greatest(a, b) AS join_key_r
FROM every
GROUP BY ALL
