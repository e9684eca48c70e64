-- Days with so many reports that one without a position is not compared with all of them.
SELECT day FROM surroundings GROUP BY day HAVING count(*) > 12
