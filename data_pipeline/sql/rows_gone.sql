-- The keys of the rows that {left} holds and {right} does not, and how many they are.
SELECT {key} AS row, count(*) OVER () AS rows
FROM (FROM {left} EXCEPT ALL FROM {right})
ORDER BY 1
