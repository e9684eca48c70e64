-- Decisions about the given reports, latest first; an undo is recorded on the decision that it took back.
SELECT *
FROM decisions
WHERE list_has_any(group_a, $ids::VARCHAR[]) OR list_has_any(group_b, $ids::VARCHAR[])
ORDER BY made_at DESC, decision_id DESC
