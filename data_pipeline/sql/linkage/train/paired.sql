-- Every pair of the table `pairs_at_hand` (join_key_l, join_key_r) with what is compared of both, `_l` and `_r` behind the names.
SELECT COLUMNS(l.*) AS '\0_l', COLUMNS(r.*) AS '\0_r'
FROM pairs_at_hand AS p
JOIN compared AS l ON l.unique_id = p.join_key_l
JOIN compared AS r ON r.unique_id = p.join_key_r
