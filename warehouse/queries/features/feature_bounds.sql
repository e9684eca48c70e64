-- West, south, east and north of the positions among the features of a collection; null where it has none.
SELECT min(longitude) AS west, min(latitude) AS south, max(longitude) AS east, max(latitude) AS north
FROM features
