-- What analysts decided, in the order made.
SELECT {columns}
FROM landed_decisions
ORDER BY made_at, decision_id
