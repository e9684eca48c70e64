-- The rows of reports with what is counted among others.
SELECT * FROM rows JOIN context USING (report_id)
