-- Records set aside: nobody has marked them, so those of a source with anything kept back show neither message nor text.
SELECT
    q.* REPLACE (
        CASE WHEN c.source IS NULL THEN q.message ELSE '' END AS message,
        CASE WHEN c.source IS NULL THEN q.raw ELSE '' END AS raw
    )
FROM whole.quarantine AS q
LEFT JOIN permitted.sources_cut AS c USING (source)
