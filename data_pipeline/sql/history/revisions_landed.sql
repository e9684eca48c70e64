-- The revisions that have landed, with what history says of each.
SELECT
    p.*,
    n.sighting, n.revision, n.change, n.first_seen_at, n.last_changed_at,
    l.format, l.format_rank, l.landed_at
FROM parts AS p
JOIN numbered AS n ON n.landing_id = p.landing_id AND n.row = p.row AND NOT n.kept
JOIN new_landings AS l ON l.landing_id = p.landing_id
