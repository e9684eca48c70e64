-- Makes `truth_pairs`: every pair of reports that are in truth one incident, that we linked, or that we are unsure of.
-- A pair of two incidents has the category and sea region of the incident that its first report is about.
CREATE OR REPLACE TABLE truth_pairs AS
WITH true_pairs AS (
    SELECT a.report_id AS report_a, b.report_id AS report_b
    FROM truth_known AS a
    JOIN truth_known AS b ON a.incident = b.incident AND a.report_id < b.report_id
),
our_pairs AS (
    SELECT DISTINCT a.report_id AS report_a, b.report_id AS report_b
    FROM incident_reports AS a
    JOIN incident_reports AS b ON a.incident_id = b.incident_id AND a.report_id < b.report_id
),
unsure_pairs AS (SELECT report_a, report_b FROM links WHERE outcome = 'unsure'),
every AS (FROM true_pairs UNION FROM our_pairs UNION FROM unsure_pairs)
SELECT
    every.report_a, every.report_b,
    a.incident = b.incident AS same,
    our_pairs.report_a IS NOT NULL AS linked,
    unsure_pairs.report_a IS NOT NULL AND our_pairs.report_a IS NULL AS unsure,
    CASE
        WHEN a.source = b.source THEN 're-issues'
        WHEN 'republished' IN (a.kind, b.kind) THEN 'between sources, one repeated from another body'
        ELSE 'between sources, each its own'
    END AS kind,
    i.category, i.sea_region,
    a.incident <> b.incident AND (j.raid_of = i.incident OR i.raid_of = j.incident OR i.raid_of = j.raid_of) IS TRUE AS raid
FROM every
JOIN truth_known AS a ON a.report_id = every.report_a
JOIN truth_known AS b ON b.report_id = every.report_b
JOIN truth_incidents AS i ON i.incident = a.incident
JOIN truth_incidents AS j ON j.incident = b.incident
LEFT JOIN our_pairs USING (report_a, report_b)
LEFT JOIN unsure_pairs USING (report_a, report_b)
