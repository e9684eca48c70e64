-- The references of one source's reports with the day of the event, in no order.
SELECT native_ref, occurred_on
FROM reports
WHERE source = $source::VARCHAR AND occurred_on IS NOT NULL
