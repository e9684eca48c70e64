-- What landed after a moment, in numbers: incidents not known before, known ones that another report joined, and known
-- ones of which a report was revised. One row.
WITH changed AS MATERIALIZED (
    SELECT incident_id, occurred_on FROM incidents WHERE last_changed_at > $since::TIMESTAMPTZ
), members AS MATERIALIZED (
    SELECT incident_id, report_id
    FROM incident_reports
    WHERE incident_id IN (SELECT incident_id FROM changed)
), older AS MATERIALIZED (
    -- Those of them with a report that was known before.
    SELECT DISTINCT incident_id
    FROM members
    WHERE report_id IN (SELECT report_id FROM reports WHERE first_seen_at <= $since::TIMESTAMPTZ)
), grown AS (
    SELECT
        bool_or(r.first_seen_at > $since::TIMESTAMPTZ) AS has_new_report,
        bool_or(r.first_seen_at <= $since::TIMESTAMPTZ AND r.last_changed_at > $since::TIMESTAMPTZ) AS has_revision
    FROM older
    JOIN members AS m USING (incident_id)
    JOIN reports AS r USING (report_id)
    GROUP BY m.incident_id
)
SELECT
    (SELECT count(*) FROM changed) - (SELECT count(*) FROM older) AS new,
    (SELECT count(*) FROM changed ANTI JOIN older USING (incident_id) WHERE occurred_on >= $recent::DATE) AS new_recent,
    (SELECT count(*) FROM grown WHERE has_new_report) AS joined,
    (SELECT count(*) FROM grown WHERE has_revision) AS revised,
    (SELECT count(*) FROM incidents) AS known
