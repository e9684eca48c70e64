-- The sources; of members the months of the first and the last event only.
SELECT * REPLACE (
    CASE WHEN source = (SELECT members FROM released.handling) THEN date_trunc('month', first_occurred_on)::DATE ELSE first_occurred_on END
        AS first_occurred_on,
    CASE WHEN source = (SELECT members FROM released.handling) THEN date_trunc('month', last_occurred_on)::DATE ELSE last_occurred_on END
        AS last_occurred_on
)
FROM main.sources
