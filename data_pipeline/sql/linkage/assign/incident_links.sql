-- Of every incident: the bodies its reports come from, how many of them are independent and stand by their reports, its weakest link, its doubts.
-- A report comes from the bodies that its text credits. Without credit it comes from its own, unless its source passes on what others
-- report and another report of the incident says nearly the same: then it comes from that one's. Members are one body, and a second one
-- where two companies confirm: at least one of them is then not the reporter's, which nobody knows.
WITH copied AS (
    SELECT x.incident_id, x.report_id, arg_max(o.origin, k.same_text) AS origin
    FROM membership AS x
    JOIN source_origins AS s ON s.source = split_part(x.report_id, ':', 1) AND s.relays
    JOIN (
        SELECT report_a AS report, report_b AS other, same_text FROM texts_shared
        UNION ALL
        SELECT report_b, report_a, same_text FROM texts_shared
    ) AS k ON k.report = x.report_id
    JOIN membership AS y ON y.incident_id = x.incident_id AND y.report_id = k.other
    JOIN source_origins AS o ON o.source = split_part(y.report_id, ':', 1) AND o.source <> s.source
    WHERE len(x.cites) = 0
    GROUP BY ALL
),
came AS (
    SELECT m.incident_id, m.report_id, m.link_probability, m.shared, w.report_id IS NOT NULL AS taken_back, f.reporter AS company,
        CASE WHEN len(m.cites) > 0 THEN m.cites ELSE [coalesce(c.origin, o.origin)] END AS origins
    FROM membership AS m
    LEFT JOIN (SELECT report_id FROM reports WHERE withdrawn) AS w ON w.report_id = m.report_id
    LEFT JOIN (SELECT report_id, reporter FROM reports WHERE source = 'members' AND reporter LIKE 'company-%') AS f
        ON f.report_id = m.report_id
    JOIN source_origins AS o ON o.source = split_part(m.report_id, ':', 1)
    LEFT JOIN copied AS c ON c.incident_id = m.incident_id AND c.report_id = m.report_id
),
spans AS (
    SELECT m.incident_id, count(*) > 1 AND (
            max(r.occurred_on) - min(r.occurred_on) > 2
            OR bool_or(r.act IN ('hijacked', 'kidnapping', 'struck')) AND bool_or(r.act IN ('attempted', 'suspicious'))
            OR km(min(r.latitude) FILTER (r.position_precision_km < 20), min(r.longitude) FILTER (r.position_precision_km < 20),
                max(r.latitude) FILTER (r.position_precision_km < 20), max(r.longitude) FILTER (r.position_precision_km < 20)) > 150
        ) AS contradict
    FROM membership AS m
    JOIN reports AS r USING (report_id)
    GROUP BY m.incident_id
),
unsettled AS (
    SELECT report_a AS report_id, reason FROM kept WHERE outcome = 'unsure' OR reason = 'contradicted'
    UNION
    SELECT report_b, reason FROM kept WHERE outcome = 'unsure' OR reason = 'contradicted'
),
doubted AS (
    SELECT m.incident_id, bool_or(u.reason IN ('model', 'group')) AS unsure, bool_or(u.reason = 'rivals_close') AS rivals,
        bool_or(u.reason = 'contradicted') AS opposed
    FROM membership AS m
    JOIN unsettled AS u USING (report_id)
    GROUP BY m.incident_id
)
SELECT
    c.incident_id,
    list_sort(list_distinct(flatten(list(c.origins)))) AS origins,
    len(list_filter(list_distinct(flatten(list(c.origins) FILTER (NOT c.taken_back))), lambda x: NOT list_contains($dependent, x)))
        + (count(DISTINCT c.company) FILTER (NOT c.taken_back) > 1)::INTEGER AS independent,
    min(c.link_probability) AS link_probability,
    list_filter([
        CASE WHEN any_value(d.unsure) THEN 'unsure_link' END,
        CASE WHEN min(c.link_probability) < 0.9 THEN 'weak_link' END,
        CASE WHEN any_value(d.rivals) THEN 'rivals_close' END,
        CASE WHEN any_value(s.contradict) THEN 'facts_contradict' END,
        CASE WHEN any_value(d.opposed) THEN 'decisions_contradict' END,
        CASE WHEN bool_or(c.shared) THEN 'shared_report' END
    ], lambda x: x IS NOT NULL) AS doubts
FROM came AS c
JOIN spans AS s USING (incident_id)
LEFT JOIN doubted AS d USING (incident_id)
GROUP BY c.incident_id
