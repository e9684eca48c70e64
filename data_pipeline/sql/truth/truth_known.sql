-- Makes `truth_known`: the published reports of the simulation with the true incident of each, and what kind of report it is.
CREATE OR REPLACE TABLE truth_known AS
SELECT r.report_id, r.source, any_value(t.incident) AS incident, any_value(t.kind) AS kind
FROM reports AS r
JOIN truth_reports AS t ON t.in_file AND t.source = r.source AND t.native_ref = r.native_ref
GROUP BY r.report_id, r.source
