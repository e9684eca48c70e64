-- Weighed pairs by the numbers of their reports, in a fixed order.
SELECT a, b, match_weight FROM weighed ORDER BY rowid
