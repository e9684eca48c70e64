-- What each source brought after a moment: when its first and latest files came, and the records in those that came since.
SELECT
    source,
    min(landed_at) AS first_landed_at,
    max(landed_at) AS last_landed_at,
    coalesce(sum(new) FILTER (landed_at > $since::TIMESTAMPTZ), 0)::BIGINT AS new,
    coalesce(sum(revised) FILTER (landed_at > $since::TIMESTAMPTZ), 0)::BIGINT AS revised,
    count(*) FILTER (landed_at > $since::TIMESTAMPTZ AND failure IS NOT NULL) AS failed
FROM landings
GROUP BY source
ORDER BY source
