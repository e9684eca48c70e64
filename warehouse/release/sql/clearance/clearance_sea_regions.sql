-- Named waters: the same for everybody.
SELECT * FROM whole.sea_regions
