-- What analysts decided, in the order in which they did.
SELECT {columns}
FROM landed_decisions
ORDER BY made_at, decision_id
