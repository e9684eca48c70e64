-- Judged pairs of reports that both may go out; who competed and who decided is left out.
SELECT l.* REPLACE ([]::VARCHAR[] AS rivals, NULL::VARCHAR AS decision_id)
FROM main.links AS l
ANTI JOIN released.bound AS a ON a.report_id = l.report_a
ANTI JOIN released.bound AS b ON b.report_id = l.report_b
