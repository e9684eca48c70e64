-- Pairs that a person decided on are weighed like all others, however far apart they are.
INSERT INTO candidates
SELECT a, b FROM decided_pairs
ANTI JOIN candidates ON join_key_l = a AND join_key_r = b;
