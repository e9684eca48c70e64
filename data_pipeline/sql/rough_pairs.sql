-- Pairs of two sources, a day and 50 km apart at most.
WITH near AS (
    SELECT
        a.report_id AS report_a, b.report_id AS report_b,
        abs(date_diff('day', a.occurred_on, b.occurred_on))::DOUBLE AS days_apart,
        111.2 * sqrt((a.latitude - b.latitude) ** 2 + ((a.longitude - b.longitude) * cos(radians(a.latitude))) ** 2) AS distance_km,
        a.vessel_name = b.vessel_name AS same_name
    FROM (SELECT *, unnest([occurred_on - 1, occurred_on, occurred_on + 1]) AS day FROM reports) AS a
    JOIN reports AS b ON a.day = b.occurred_on AND a.report_id < b.report_id AND a.source <> b.source
)
SELECT
    report_a, report_b, 'between' AS kind,
    round(6 - 3 * days_apart - distance_km / 10 + CASE WHEN same_name THEN 8 ELSE 0 END, 2) AS weight,
    1 / (1 + 2 ** -(6 - 3 * days_apart - distance_km / 10 + CASE WHEN same_name THEN 8 ELSE 0 END)) AS probability,
    to_json([
        {feature: 'day', level: days_apart::INTEGER || ' days apart', weight: 3 - 3 * days_apart},
        {feature: 'place', level: round(distance_km)::INTEGER || ' km apart', weight: 3 - round(distance_km / 10, 1)},
        {feature: 'ship name', level: CASE WHEN same_name THEN 'same name' ELSE 'no name in one' END, weight: CASE WHEN same_name THEN 8 ELSE 0 END}
    ]) AS evidence,
    days_apart, distance_km
FROM near
WHERE distance_km < 50
ORDER BY weight DESC, report_a, report_b
