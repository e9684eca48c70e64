-- Titles of the sea regions.
SELECT sea_region, title
FROM sea_regions
ORDER BY sea_region
