-- Day and sea region of one report, while it counts.
SELECT occurred_on, sea_region FROM reports WHERE report_id = $report_id AND withdrawn IS NOT TRUE
