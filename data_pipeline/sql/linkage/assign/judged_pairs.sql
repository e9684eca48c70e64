-- Judged pairs as they are published.
WITH ends AS (
    SELECT report_a AS report, report_b AS other, match_weight, kind FROM kept WHERE match_weight > -2
    UNION ALL
    SELECT report_b, report_a, match_weight, kind FROM kept WHERE match_weight > -2
),
best AS (
    SELECT report, list({other: other, weight: match_weight} ORDER BY match_weight DESC, other)[:6] AS others
    FROM ends
    WHERE kind = 'between'
    GROUP BY report
)
SELECT
    k.report_a, k.report_b, k.kind, round(k.match_weight, 2) AS weight, k.probability, k.outcome, k.reason,
    t.evidence::VARCHAR AS evidence, t.days_apart, t.distance_km,
    list_transform(list_reverse_sort(list_transform(
        list_filter(list_concat(coalesce(a.others, []), coalesce(b.others, [])), lambda x: x.other <> k.report_a AND x.other <> k.report_b),
        lambda x: {weight: x.weight, other: x.other})), lambda x: x.other)[:6] AS rivals,
    k.decision_id
FROM kept AS k
JOIN told AS t USING (report_a, report_b)
LEFT JOIN best AS a ON a.report = k.report_a AND k.kind = 'between'
LEFT JOIN best AS b ON b.report = k.report_b AND k.kind = 'between'
