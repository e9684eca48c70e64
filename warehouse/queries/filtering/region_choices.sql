-- Sea regions with where a map shows them.
SELECT sea_region, title, area, longitude, latitude, zoom
FROM sea_regions
ORDER BY title
