-- What the comparisons measure; likenesses are 0 to 1.
CREATE OR REPLACE MACRO ship_key(name) AS regexp_replace(upper(name), '[^A-Z0-9]', '', 'g');
-- Great-circle distance (haversine) on a sphere of 6,371 km.
CREATE OR REPLACE MACRO km(lat_a, lon_a, lat_b, lon_b) AS
    2 * 6371 * asin(sqrt(least(1, sin(radians(lat_b - lat_a) / 2) ** 2
        + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(radians(lon_b - lon_a) / 2) ** 2)));
-- Two names are alike when their letters are and their numbers do not differ: WIRA 5 is not WIRA 2, but TUAH may be TUAH 22.
CREATE OR REPLACE MACRO one_name_like(a, b) AS
    CASE
        WHEN a = b THEN 1.0
        WHEN regexp_matches(a, '[0-9]') AND regexp_matches(b, '[0-9]')
            AND regexp_replace(a, '[^0-9]', '', 'g') <> regexp_replace(b, '[^0-9]', '', 'g') THEN 0.0
        WHEN least(length(a), length(b)) >= 5 AND (starts_with(a, b) OR starts_with(b, a) OR ends_with(a, b) OR ends_with(b, a)) THEN 0.95
        ELSE greatest(jaro_winkler_similarity(a, b), 1 - levenshtein(a, b) / greatest(length(a), length(b)))
    END;
-- The first case is the usual one, since nearly every report names one ship; lists are slow.
CREATE OR REPLACE MACRO names_like(a, b) AS
    CASE
        WHEN len(a) = 1 AND len(b) = 1 THEN one_name_like(a[1], b[1])
        ELSE list_max(flatten(list_transform(a, lambda x: list_transform(b, lambda y: one_name_like(x, y)))))
    END;
CREATE OR REPLACE MACRO quarter_of(d) AS (year(DATE '1970-01-01' + d) * 4 + quarter(DATE '1970-01-01' + d))::INTEGER;
CREATE OR REPLACE MACRO day_of_month(d) AS day(DATE '1970-01-01' + d);
CREATE OR REPLACE MACRO months(d) AS year(DATE '1970-01-01' + d) * 12 + month(DATE '1970-01-01' + d);
CREATE OR REPLACE MACRO month_of(d) AS month(DATE '1970-01-01' + d);
-- Minutes between two times of day, the short way round the clock.
CREATE OR REPLACE MACRO minutes_apart(a, b) AS least(abs(a - b), 1440 - abs(a - b));
-- A zone is up to an hour off the longitude.
CREATE OR REPLACE MACRO past_an_hour(minutes) AS CASE WHEN minutes <= 60 THEN 0 ELSE minutes - 60 END;
-- Minutes between two local times, or else two UTC times, or else a local and a UTC time compared by way of the longitude.
CREATE OR REPLACE MACRO clocks_apart(local_a, utc_a, lon_a, local_b, utc_b, lon_b) AS
    coalesce(
        minutes_apart(local_a, local_b),
        minutes_apart(utc_a, utc_b),
        past_an_hour(minutes_apart((local_a - 4 * lon_a + 2880) % 1440, utc_b)),
        past_an_hour(minutes_apart((local_b - 4 * lon_b + 2880) % 1440, utc_a))
    );
-- How alike two texts are: the cosine of their vectors, or that without the ship's name where both name the same one. Her name would
-- speak twice, in the texts and by itself: two attacks on her are not told alike. `part`: the name's share of a vector's squared length.
CREATE OR REPLACE MACRO texts_like(vector_a, vector_b, part_a, part_b, one_ship) AS
    CASE WHEN one_ship AND greatest(part_a, part_b) < 0.9
        THEN (array_inner_product(vector_a, vector_b) - sqrt(part_a * part_b)) / sqrt((1 - part_a) * (1 - part_b))
        ELSE array_inner_product(vector_a, vector_b) END;
CREATE OR REPLACE MACRO words_shared(a, b) AS len(list_intersect(a, b)) / least(len(a), len(b));
CREATE OR REPLACE MACRO list_sort_by_weight(parts) AS
    list_transform(list_reverse_sort(list_transform(parts, lambda x: {size: abs(x.weight), part: x})), lambda x: x.part);
