-- The sea region and the $days days up to $until, or ending before it, in which most ships were hijacked or people kidnapped; the latest
-- of equals. At most one row.
WITH taken AS (
    SELECT incident_id, sea_region, occurred_on
    FROM incidents
    WHERE act IN ('hijacked', 'kidnapping') AND status IS DISTINCT FROM 'unfounded' AND sea_region IS NOT NULL
        AND occurred_on BETWEEN $since::DATE AND $until::DATE
)
SELECT last.sea_region, last.occurred_on AS last_day, count(DISTINCT spell.incident_id) AS incidents
FROM taken AS last
JOIN taken AS spell
    ON spell.sea_region = last.sea_region AND spell.occurred_on BETWEEN last.occurred_on - ($days::INTEGER - 1) AND last.occurred_on
GROUP BY last.sea_region, last.occurred_on
ORDER BY incidents DESC, last_day DESC, last.sea_region
LIMIT 1
