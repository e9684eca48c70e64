-- Pairs that a person decided on are weighed like all others, however far apart.
INSERT INTO candidates
SELECT report_a, report_b, '0' FROM decided_pairs
ANTI JOIN candidates ON join_key_l = report_a AND join_key_r = report_b;
