-- The reports as Spark's workers read them, with the numbers that `compared` gives them.
SELECT
    (row_number() OVER (ORDER BY report_id) - 1)::INTEGER AS unique_id,
    report_id, source, native_ref, occurred_on, occurred_at, time_precision, latitude, longitude, position_precision_km, country, vessel_name,
    imo_number, vessel_type, flag, vessel_status, category, act, attackers, attackers_max, weapons, crew_harm, stolen, place, narrative, issues
FROM reports
ORDER BY unique_id
