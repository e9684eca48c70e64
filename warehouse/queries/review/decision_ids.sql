-- The decisions that the snapshot knows.
SELECT decision_id FROM decisions
