-- What changed after $since, the latest first, at most $limit, as events that a rebuild gives again: all times are those of landings
-- and of people's decisions. `incident_id` is the incident that the report belongs to now.
-- A record counts from the moment at which it reports an event: while it is an advisory, nothing changes.
WITH told AS (
    SELECT report_id, sighting, revision, landed_at, change, coalesce(withdrawn, false) AS withdrawn, notice IS NOT NULL AS is_advisory,
        coalesce(lag(withdrawn) OVER record, false) AS withdrawn_before,
        coalesce(lag(notice IS NOT NULL) OVER record, false) AS advisory_before
    FROM report_revisions
    WHERE report_id IN (SELECT report_id FROM report_revisions WHERE landed_at > $since::TIMESTAMPTZ)
    WINDOW record AS (PARTITION BY report_id ORDER BY sighting)
),
revised AS (
    -- A confirmation in another format changes nothing.
    SELECT
        landed_at AS changed_at,
        CASE
            WHEN is_advisory THEN 'to_advisory'
            WHEN advisory_before THEN 'from_advisory'
            WHEN withdrawn AND NOT withdrawn_before THEN 'withdrawn'
            WHEN withdrawn_before AND NOT withdrawn THEN 'restored'
            WHEN change = 'new' THEN 'new'
            ELSE 'revised'
        END AS kind,
        report_id, revision, NULL::VARCHAR AS decision_id
    FROM told
    WHERE landed_at > $since::TIMESTAMPTZ AND change IN ('new', 'revised') AND NOT (is_advisory AND (advisory_before OR change = 'new'))
),
decided AS (
    SELECT d.made_at AS changed_at, CASE d.verdict WHEN 'same' THEN 'merged' ELSE 'split' END AS kind, d.decision_id, d.group_a, d.group_b
    FROM decisions AS d
    WHERE d.verdict IN ('same', 'different') AND d.state IN ('in_force', 'undone')
    UNION ALL
    -- Taking it back does the opposite.
    SELECT u.made_at, CASE d.verdict WHEN 'same' THEN 'split' ELSE 'merged' END, u.decision_id, d.group_a, d.group_b
    FROM decisions AS u
    JOIN decisions AS d ON d.decision_id = u.undoes
    WHERE d.verdict IN ('same', 'different') AND d.state = 'undone' AND u.state = 'in_force'
),
named AS (
    SELECT changed_at, kind, unnest(list_distinct(list_concat(group_a, group_b))) AS report_id, NULL::INTEGER AS revision, decision_id
    FROM decided
    WHERE changed_at > $since::TIMESTAMPTZ
),
events AS (
    SELECT * FROM revised
    UNION ALL BY NAME
    SELECT * FROM named
),
members AS (
    SELECT report_id, min(incident_id) AS incident_id
    FROM incident_reports
    WHERE report_id IN (SELECT report_id FROM events)
    GROUP BY report_id
)
SELECT
    e.changed_at,
    -- A new report of an incident that was known already joins it.
    CASE WHEN e.kind = 'new' AND f.first_seen_at < e.changed_at THEN 'joined' ELSE e.kind END AS kind,
    m.incident_id, e.report_id, e.revision, e.decision_id, r.source, r.occurred_on, r.act, r.vessel_name
FROM events AS e
JOIN reports AS r USING (report_id)
JOIN members AS m USING (report_id)
JOIN (
    SELECT i.incident_id, min(p.first_seen_at) AS first_seen_at
    FROM incident_reports AS i
    JOIN reports AS p USING (report_id)
    WHERE i.incident_id IN (SELECT incident_id FROM members)
    GROUP BY i.incident_id
) AS f ON f.incident_id = m.incident_id
ORDER BY e.changed_at DESC, e.report_id, e.revision, e.decision_id
LIMIT $limit::BIGINT
