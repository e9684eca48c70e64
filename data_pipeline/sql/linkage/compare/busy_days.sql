-- Days with so many reports that one without a position is not compared with all of them.
SELECT occurred_on AS day FROM surroundings GROUP BY occurred_on HAVING count(*) > 12
