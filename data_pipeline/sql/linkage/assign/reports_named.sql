-- Which of the reports named are published.
SELECT report_id FROM reports WHERE list_contains($named, report_id)
