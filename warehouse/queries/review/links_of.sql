-- Every judged pair with one of the given reports, strongest first, at most $limit.
SELECT
    l.report_a, l.report_b, l.kind, l.outcome, l.reason, l.weight, l.probability, l.days_apart, l.distance_km, l.decision_id,
    a.vessel_name AS name_a, b.vessel_name AS name_b, a.occurred_on AS day_a, b.occurred_on AS day_b
FROM links AS l
JOIN reports AS a ON a.report_id = l.report_a
JOIN reports AS b ON b.report_id = l.report_b
WHERE l.report_a IN (SELECT unnest($ids::VARCHAR[])) OR l.report_b IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY l.outcome = 'not_linked', l.weight DESC NULLS FIRST, l.report_a, l.report_b
LIMIT $limit
