-- Members' reports by the reason that they give for not having told an authority, in the incidents that the filters leave.
SELECT r.reason_not_reported AS reason, count(*)::INTEGER AS reports
FROM reports AS r
WHERE r.reason_not_reported IS NOT NULL AND NOT coalesce(r.reported_to_authority, false) AND r.withdrawn IS NOT TRUE
    AND r.report_id IN (
        SELECT m.report_id
        FROM incident_reports AS m
        JOIN (
            --include kept
        ) USING (incident_id)
    )
GROUP BY ALL
ORDER BY ALL
