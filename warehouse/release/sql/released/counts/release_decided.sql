-- When people last decided about each incident that goes out under its own id: the moment and nothing else.
WITH named AS (
    SELECT made_at, unnest(list_concat(group_a, group_b)) AS report_id
    FROM main.decisions
    UNION ALL
    -- To take a decision back changes what it named.
    SELECT u.made_at, unnest(list_concat(d.group_a, d.group_b))
    FROM main.decisions AS u
    JOIN main.decisions AS d ON d.decision_id = u.undoes
)
SELECT i.incident_id, max(n.made_at) AS decided_at
FROM named AS n
JOIN main.incident_reports AS m USING (report_id)
JOIN released.incidents AS i ON i.incident_id = m.incident_id
WHERE list_contains($categories::VARCHAR[], i.category)
GROUP BY i.incident_id
