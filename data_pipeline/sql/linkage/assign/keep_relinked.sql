-- Of what was linked only the reports that may be linked differently than before: the others were there to be their neighbours. A pair
-- stands in the place of its first report.
DELETE FROM membership WHERE report_id NOT IN (SELECT report_id FROM relinked);
DELETE FROM judged_pairs WHERE report_a NOT IN (SELECT report_id FROM relinked);
