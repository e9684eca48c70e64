-- Rows of `compared` as Spark's workers make them: under the numbers of all reports, without what is counted among others.
SELECT n.unique_id, c.* EXCLUDE (unique_id, crowd, rare_words, busy_day)
FROM compared AS c
JOIN numbers AS n USING (report_id)
