-- The incidents of the reports named.
SELECT report_id, incident_id FROM membership WHERE list_contains($named, report_id)
