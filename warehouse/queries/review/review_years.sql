-- First and last year of the reports.
SELECT min(year(occurred_on)) AS first_year, max(year(occurred_on)) AS last_year
FROM reports
