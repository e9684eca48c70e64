-- Every revision of every report: those kept from the last snapshot and the new ones.
SELECT {columns}
FROM kept_revisions
UNION ALL BY NAME
SELECT {columns}
FROM (
    SELECT
        p.*,
        n.sighting, n.revision, n.change, n.first_seen_at, n.last_changed_at,
        l.format, l.format_rank, l.landed_at
    FROM parts AS p
    JOIN numbered AS n ON n.landing_id = p.landing_id AND n.row = p.row AND NOT n.kept
    JOIN new_landings AS l ON l.landing_id = p.landing_id
)
ORDER BY report_id, sighting
