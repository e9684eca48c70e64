-- Candidate pairs of one source that issues events again: of one day; or described in much the same words; or where one has the day
-- that the other's text gives; or both fitting the same report of another source and no other; or a first word of a few words on a
-- ship and, within two days, another report on that ship.
-- Ships of different names are different events.
CREATE OR REPLACE TABLE fits AS
SELECT a AS report, b AS partner, match_weight FROM scored_between WHERE match_weight > 2
UNION ALL
SELECT b, a, match_weight FROM scored_between WHERE match_weight > 2;

CREATE OR REPLACE TABLE partners AS
SELECT report, arg_max(partner, match_weight) AS partner, max(match_weight) AS match_weight
FROM fits
GROUP BY report
HAVING count(*) = 1 OR max(match_weight) - list_reverse_sort(list(match_weight))[2] > 6;

CREATE OR REPLACE TABLE pairs_reissue AS
WITH every AS (
    SELECT join_key_l, join_key_r FROM candidates
    UNION
    -- However far apart their dates: both fit the same report.
    SELECT x.report, y.report
    FROM partners AS x
    JOIN partners AS y ON x.partner = y.partner AND x.report < y.report
),
near AS (
    SELECT
        c.*, least(x.match_weight, y.match_weight) AS partner, x.partner = y.partner AS same_partner,
        -- Two reports of a source that never issues an event twice.
        p.source = q.source AND NOT p.reissues AS own_partners,
        d.decision_id IS NOT NULL AS decided,
        COLUMNS(l.*) AS '\0_l', COLUMNS(r.*) AS '\0_r'
    FROM every AS c
    LEFT JOIN decided_pairs AS d ON d.a = c.join_key_l AND d.b = c.join_key_r
    JOIN compared AS l ON l.unique_id = c.join_key_l
    JOIN compared AS r ON r.unique_id = c.join_key_r
    LEFT JOIN partners AS x ON x.report = c.join_key_l AND x.match_weight > 3
    LEFT JOIN partners AS y ON y.report = c.join_key_r AND y.match_weight > 3
    LEFT JOIN compared AS p ON p.unique_id = x.partner
    LEFT JOIN compared AS q ON q.unique_id = y.partner
    WHERE l.source = r.source AND (l.reissues OR d.decision_id IS NOT NULL)
),
judged AS (
    SELECT *,
        CASE WHEN NOT same_partner AND own_partners THEN -0.4 * least(partner, 12)
            WHEN same_partner
            AND coalesce(list_has_any(kinds_l, kinds_r) OR list_contains(types_l, type_r) OR list_contains(types_r, type_l), true)
            AND coalesce(clocks_apart(clock_local_l, clock_utc_l, lon_l, clock_local_r, clock_utc_r, lon_r), 0) <= 60
        THEN 0.4 * least(partner, 12) ELSE 0 END AS support
    FROM near
    WHERE decided OR coalesce(names_like(names_l, names_r), 1) >= 0.74
)
SELECT join_key_l, join_key_r, support
FROM judged
WHERE decided OR day_l = day_r OR support > 0 OR list_contains(other_days_l, day_r) OR list_contains(other_days_r, day_l)
    OR (has_text_l AND has_text_r AND texts_like(vector_l, vector_r, name_part_l, name_part_r, names_l = names_r) >= 0.62)
    OR (abs(day_l - day_r) <= 2 AND NOT (has_text_l AND has_text_r) AND names_like(names_l, names_r) >= 0.95);
