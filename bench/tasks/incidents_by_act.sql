SELECT coalesce(act, 'not_stated') AS act, count(*) AS incidents
FROM incidents
WHERE ($region IS NULL OR sea_region = $region)
  AND ($category IS NULL OR category = $category)
  AND ($subtype IS NULL OR cyber_subtype = $subtype)
  AND ($first IS NULL OR occurred_on >= $first)
  AND ($last IS NULL OR occurred_on <= $last)
  AND ($sources IS NULL OR list_has_any(sources, $sources))
  AND (NOT $placed OR longitude IS NOT NULL)
GROUP BY ALL
