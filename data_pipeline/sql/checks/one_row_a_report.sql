-- Reports that occur twice.
SELECT report_id, count(*) AS times FROM reports GROUP BY report_id HAVING count(*) > 1
