-- What agrees and what contradicts in the pairs of `kept`, in words and bits, the heaviest first.
CREATE OR REPLACE TABLE {into} AS
SELECT
    report_a, report_b,
    abs(coalesce((minute_l - minute_r) / 1440, day_l - day_r))::DOUBLE AS days_apart,
    km(lat_l, lon_l, lat_r, lon_r) AS distance_km,
    to_json(list_sort_by_weight(list_filter(list_concat(
        [{feature: 'Before any evidence', level: CASE kind WHEN 'between' THEN 'two reports of different sources' ELSE 'two reports of one source close together' END
            || CASE WHEN greatest(crowd_l, crowd_r) > $usual_crowd THEN ', in very crowded waters' ELSE '' END, weight: round(prior, 2)},
         {feature: 'Partner', level: CASE WHEN partner > 0 THEN 'both fit the same report of another source, and no other'
            WHEN partner < 0 THEN 'each fits a different report of another source' END, weight: round(partner, 2)}],
        [{parts}]
    ), lambda x: x.level IS NOT NULL))) AS evidence
FROM (
    -- The level of every comparison by its place among the words and weights, 0 where a side is silent.
    SELECT *, {levels}
    FROM (
        SELECT k.*, COLUMNS(l.*) AS '\0_l', COLUMNS(r.*) AS '\0_r'
        FROM kept AS k
        JOIN compared AS l ON l.unique_id = k.a
        JOIN compared AS r ON r.unique_id = k.b
    )
);
