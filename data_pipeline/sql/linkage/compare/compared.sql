-- One row per report: what is compared with other reports. `unique_id` is its number in the order of the reports' ids; pairs are kept
-- by numbers, which take a tenth of the memory of ids.
WITH named AS (
    SELECT
        report_id,
        list_distinct(list_filter(list_transform(string_split(vessel_name, ';'), lambda n: ship_key(n)), lambda n: length(n) >= 3)) AS names
    FROM reports
)
SELECT
    (row_number() OVER (ORDER BY r.report_id) - 1)::INTEGER AS unique_id,
    r.report_id,
    r.source,
    list_contains($reissuing, r.source) AS reissues,
    regexp_extract(r.native_ref, '^(.*?)[0-9]{1,9}$', 1) AS series,
    try_cast(regexp_extract(r.native_ref, '([0-9]{1,9})$') AS INTEGER) AS serial,
    (r.occurred_on - DATE '1970-01-01')::INTEGER AS day,
    CASE WHEN r.time_precision IN ('minute', 'hour') THEN epoch(r.occurred_at) / 60 END AS minute,
    -- A zone is up to an hour and a quarter off the longitude.
    CASE WHEN r.time_precision IN ('minute', 'hour') THEN list_distinct(list_transform([-1.25, 1.25],
        lambda h: floor((epoch(r.occurred_at) / 3600 + h) / 24 + coalesce(r.longitude, 0) / 360)::INTEGER)) END AS local_days,
    k.clock_local,
    k.clock_utc,
    list_transform(s.other_days, lambda d: (d - DATE '1970-01-01')::INTEGER) AS other_days,
    r.latitude AS lat,
    r.longitude AS lon,
    s.other_latitude AS other_lat,
    s.other_longitude AS other_lon,
    coalesce(r.position_precision_km, 2) AS precision_km,
    CASE WHEN len(n.names) > 0 THEN n.names END AS names,
    CASE WHEN len(n.names) > 0 THEN n.names[1] END AS name,
    r.imo_number AS imo,
    r.vessel_type AS type,
    t.is_common AS type_is_common,
    t.types,
    t.kinds,
    r.flag,
    r.category,
    r.act,
    CASE WHEN r.act IN ('boarded', 'hijacked', 'kidnapping', 'seized') THEN 'aboard' WHEN r.act IN ('attempted', 'suspicious', 'fired_upon') THEN 'foiled' ELSE r.act END AS act_kin,
    CASE WHEN r.vessel_status <> 'unknown' THEN r.vessel_status END AS status,
    r.attackers AS attackers_low,
    coalesce(r.attackers_max, r.attackers) AS attackers_high,
    CASE WHEN r.weapons <> ['not_stated'] THEN r.weapons END AS weapons,
    CASE WHEN len(r.crew_harm) > 0 THEN r.crew_harm END AS harm,
    CASE WHEN len(r.stolen) > 0 THEN r.stolen END AS stolen,
    h.countries,
    length(r.narrative) > 40 AS has_text,
    v.vector,
    v.name_part,
    v.unusual_words,
    e.rare_words,
    v.words,
    v.name_words,
    e.busy_day,
    e.crowd
FROM reports AS r
JOIN named AS n USING (report_id)
LEFT JOIN ship_types AS t ON t.type = r.vessel_type
LEFT JOIN text_vectors AS v USING (report_id)
LEFT JOIN slips AS s USING (report_id)
LEFT JOIN clocks AS k USING (report_id)
LEFT JOIN lands AS h USING (report_id)
LEFT JOIN context AS e USING (report_id)
ORDER BY unique_id
