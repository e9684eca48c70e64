-- Incidents per H3 cell, with the most frequent choice of $colour in it and how many have it (ties: first code).
-- $keep and $fill turn a cell into its parent at a coarser resolution: see warehouse/reference/cells.py.
WITH kept AS NOT MATERIALIZED (
    --include kept
), counted AS (
    SELECT
        (h3_r5 & $keep::UBIGINT) | $fill::UBIGINT AS cell,
        CASE $colour::VARCHAR WHEN 'category' THEN category WHEN 'severity' THEN coalesce(severity::VARCHAR, '-') ELSE '' END AS code,
        count(*) AS incidents
    FROM kept
    WHERE h3_r5 IS NOT NULL
    GROUP BY ALL
)
SELECT cell, sum(incidents)::BIGINT AS incidents, arg_max(code, (incidents, code)) AS code, max(incidents) AS of_code
FROM counted
GROUP BY cell
ORDER BY incidents, cell
