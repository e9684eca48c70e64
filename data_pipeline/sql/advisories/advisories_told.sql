-- Every record that is an advisory, or was one: its latest revision as such. Where its present revision reports an event, it is withdrawn.
-- One ends when another of its source, issued no earlier, names its number among those that it ends; and not before that one holds, lest
-- neither does in between.
WITH said AS (
    SELECT
        * EXCLUDE (notice, withdrawn),
        from_json(
            notice,
            '{"kind": "VARCHAR", "title": "VARCHAR", "issued_at": "VARCHAR", "valid_from": "VARCHAR", "valid_to": "VARCHAR",
              "validity": "VARCHAR", "area": "VARCHAR", "radius_nm": "DOUBLE", "sea_regions": ["VARCHAR"], "number": "VARCHAR",
              "ends": ["VARCHAR"], "is_ended": "BOOLEAN"}'
        ) AS notice,
        notice IS NULL AS is_event,
        first_value(notice IS NULL) OVER (PARTITION BY report_id ORDER BY format_rank DESC, sighting DESC) AS is_event_now
    FROM report_revisions
    WHERE report_id IN (SELECT report_id FROM report_revisions WHERE notice IS NOT NULL)
),
latest AS (
    SELECT *
    FROM said
    WHERE NOT is_event
    QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY format_rank DESC, sighting DESC) = 1
),
ended AS (
    SELECT
        a.report_id,
        min(e.ends_others_at) AS ended_at,
        arg_min(e.report_id, (e.ends_others_at, e.report_id)) AS ended_by
    FROM latest AS a
    JOIN (
        SELECT
            *,
            unnest(notice.ends) AS ended_number,
            greatest(notice.issued_at::TIMESTAMPTZ, notice.valid_from::TIMESTAMPTZ) AS ends_others_at
        FROM latest
    ) AS e
        ON e.source = a.source AND e.ended_number = a.notice.number AND e.report_id <> a.report_id
        AND e.notice.issued_at::TIMESTAMPTZ >= a.notice.issued_at::TIMESTAMPTZ
    GROUP BY a.report_id
)
SELECT
    a.report_id AS advisory_id, a.source, a.native_ref, a.narrative, a.latitude, a.longitude, a.source_url, a.tlp, a.revision,
    a.first_seen_at, a.last_changed_at, a.raw_sha256, a.raw_locator,
    a.notice.kind AS kind,
    a.notice.title AS title,
    a.notice.issued_at::TIMESTAMPTZ AS issued_at,
    a.notice.valid_from::TIMESTAMPTZ AS valid_from,
    a.notice.valid_to::TIMESTAMPTZ AS valid_to,
    a.notice.validity AS validity,
    a.notice.radius_nm AS radius_nm,
    a.notice.area AS area,
    a.notice.sea_regions AS sea_regions,
    e.ended_at,
    e.ended_by,
    CASE WHEN a.notice.is_ended OR a.is_event_now THEN true END AS withdrawn
FROM latest AS a
LEFT JOIN ended AS e USING (report_id)
