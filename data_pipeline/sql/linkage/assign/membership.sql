-- Which report belongs to which incident. An incident takes the id of its earliest-seen report that belongs to no other.
WITH placed AS (
    SELECT g.incident, g.shared, r.report_id, r.first_seen_at
    FROM grouped AS g
    JOIN compared AS c ON c.unique_id = g.n
    JOIN reports AS r ON r.report_id = c.report_id
),
named AS (
    SELECT incident, arg_min(report_id, (shared, first_seen_at, report_id)) AS incident_id, count(*) AS reports
    FROM placed
    GROUP BY incident
),
links AS (
    SELECT report_a AS report, report_b AS other, probability, match_weight, reason FROM kept WHERE outcome = 'linked'
    UNION ALL
    SELECT report_b, report_a, probability, match_weight, reason FROM kept WHERE outcome = 'linked'
),
joined AS (
    SELECT p.incident, p.report_id, l.other, l.probability, l.match_weight, l.reason
    FROM placed AS p
    JOIN links AS l ON l.report = p.report_id
    JOIN placed AS q ON q.incident = p.incident AND q.report_id = l.other
    QUALIFY row_number() OVER (PARTITION BY p.incident, p.report_id ORDER BY l.probability DESC, l.match_weight DESC, l.other) = 1
)
SELECT
    n.incident_id, p.report_id,
    CASE
        WHEN n.reports = 1 THEN 'single'
        WHEN p.report_id = n.incident_id THEN 'first'
        WHEN j.reason = 'decision' OR j.reason IS NULL THEN 'decision'
        ELSE 'model'
    END AS link_rule,
    CASE WHEN p.report_id <> n.incident_id THEN coalesce(j.other, n.incident_id) END AS linked_to,
    CASE WHEN p.report_id <> n.incident_id AND j.reason <> 'decision' THEN j.probability END AS link_probability,
    coalesce(c.cites, []) AS cites,
    p.shared
FROM placed AS p
LEFT JOIN report_cites AS c USING (report_id)
JOIN named AS n USING (incident)
LEFT JOIN joined AS j ON j.incident = p.incident AND j.report_id = p.report_id
