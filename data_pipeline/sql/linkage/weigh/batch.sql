-- The next pairs of the table {pairs}, in the form that Splink expects.
CREATE OR REPLACE TEMP TABLE batch AS
SELECT join_key_l, join_key_r, '0' AS match_key FROM {pairs} WHERE rowid >= $first AND rowid < $first + $size
