-- Reports whose text and fields disagree about day or position.
SELECT report_id, occurred_on, latitude, longitude, narrative
FROM reports
WHERE narrative <> '' AND list_has_any(issues, ['date_conflict_near', 'date_conflict_month', 'date_conflict_far',
    'position_conflict', 'position_conflict_far', 'position_sign_flip'])
ORDER BY report_id
