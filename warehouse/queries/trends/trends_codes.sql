-- Incidents per month of the event (counted from January 1970, which is 0), code of one column ($by; any other word: all together), and the sources that report them.
-- Incidents without a day are left out.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT
    (12 * (year(occurred_on) - 1970) + month(occurred_on) - 1)::INTEGER AS month,
    CASE $by::VARCHAR
        WHEN 'category' THEN category WHEN 'sea_region' THEN coalesce(sea_region, '-') WHEN 'act' THEN coalesce(act, '-')
        WHEN 'severity' THEN coalesce(severity::VARCHAR, '-') WHEN 'vessel_type' THEN coalesce(vessel_type, '-')
        WHEN 'vessel_status' THEN vessel_status ELSE ''
    END AS code,
    sources,
    count(*) AS incidents
FROM kept
WHERE occurred_on IS NOT NULL
GROUP BY ALL
ORDER BY ALL
