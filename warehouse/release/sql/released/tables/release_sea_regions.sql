-- Named waters.
SELECT * FROM main.sea_regions
