-- Linked pairs of two sources that say nearly the same.
SELECT k.report_a, k.report_b, array_inner_product(l.vector, r.vector) AS same_text
FROM kept AS k
JOIN compared AS l ON l.unique_id = k.a
JOIN compared AS r ON r.unique_id = k.b
WHERE k.kind = 'between' AND k.outcome = 'linked' AND l.has_text AND r.has_text AND array_inner_product(l.vector, r.vector) >= 0.8
