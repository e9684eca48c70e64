-- Every source, those with most reports first.
SELECT *
FROM sources
ORDER BY reports DESC, source
