-- Adds the incidents with a report whose id, or whose reference at its source, is the text searched for: closest of all.
-- $reference: the text's letters and digits; $digits: its longest number, which few references contain.
INSERT INTO matches
SELECT $search::VARCHAR, incident_id, 0
FROM incident_reports
WHERE report_id IN (
    SELECT report_id
    FROM reports
    WHERE contains(report_id, $digits::VARCHAR)
        AND (
            regexp_replace(lower(report_id), '[^a-z0-9]', '', 'g') = $reference::VARCHAR
            OR regexp_replace(lower(native_ref), '[^a-z0-9]', '', 'g') = $reference::VARCHAR
        )
)
GROUP BY incident_id
