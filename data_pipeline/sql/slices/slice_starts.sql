-- The first value of every slice, in their order.
SELECT min({by}) AS start FROM table_before GROUP BY filename ORDER BY filename
