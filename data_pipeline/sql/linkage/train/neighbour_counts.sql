-- Pairs of neighbours by the days between them, in sources that never issue an event twice.
SELECT days, count(*)
FROM neighbours
WHERE NOT list_contains($reissuing, source) AND (close OR NOT $close)
GROUP BY days
