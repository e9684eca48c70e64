-- Sources whose new records over all landings differ in number from their published reports.
SELECT source, accounted, published
FROM (SELECT source, sum(new) AS accounted FROM landings GROUP BY source)
FULL JOIN (SELECT source, count(*) AS published FROM reports GROUP BY source) USING (source)
WHERE coalesce(accounted, 0) <> coalesce(published, 0)
