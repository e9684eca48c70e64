-- What a report's row owes to the reports around it.
SELECT
    s.report_id,
    coalesce(c.crowd, 0) AS crowd,
    list_filter(s.unusual_words, lambda w: NOT list_contains(coalesce(f.words, []), w)) AS rare_words,
    d.day IS NOT NULL AS busy_day
FROM surroundings AS s
LEFT JOIN crowds AS c ON c.source = s.source AND c.y = floor(s.lat * 4) AND c.x = floor(s.lon * 4) AND c.t = quarter_of(s.day)
LEFT JOIN frequent_words AS f ON f.source = s.source AND f.span = floor(s.day / 28)
LEFT JOIN busy_days AS d ON d.day = s.day
