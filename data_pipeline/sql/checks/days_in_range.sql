-- Reports without a day, before 1900, or more than a day after they landed.
SELECT report_id, occurred_on, CAST(last_changed_at AS VARCHAR) AS last_changed_at
FROM reports
WHERE occurred_on IS NULL OR occurred_on < DATE '1900-01-01' OR occurred_on > CAST(last_changed_at AS DATE) + 1
