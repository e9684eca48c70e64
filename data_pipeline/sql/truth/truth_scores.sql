-- Pairs right, wrong and missed: overall, by kind of pair, by category, by sea region.
SELECT
    CASE grouping(kind, category, sea_region) WHEN 7 THEN 'all' WHEN 3 THEN 'kind' WHEN 5 THEN 'category' ELSE 'sea region' END AS part,
    coalesce(kind, category, sea_region, 'all pairs') AS name,
    count(*) FILTER (linked AND same) AS "right",
    count(*) FILTER (linked AND NOT same) AS wrong,
    count(*) FILTER (NOT linked AND same) AS missed,
    count(*) FILTER (unsure AND same) AS unsure_same,
    count(*) FILTER (unsure AND NOT same) AS unsure_apart
FROM truth_pairs
GROUP BY GROUPING SETS ((), (kind), (category), (sea_region))
ORDER BY CASE part WHEN 'all' THEN 0 WHEN 'kind' THEN 1 WHEN 'category' THEN 2 ELSE 3 END, name
