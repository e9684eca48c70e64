-- Sources whose new records over all landings differ in number from their published reports and advisories.
SELECT source, accounted, published
FROM (SELECT source, sum(new) AS accounted FROM landings GROUP BY source)
FULL JOIN (
    SELECT source, count(*) AS published
    FROM (SELECT source, report_id FROM reports UNION SELECT source, advisory_id FROM advisories)
    GROUP BY source
) USING (source)
WHERE coalesce(accounted, 0) <> coalesce(published, 0)
