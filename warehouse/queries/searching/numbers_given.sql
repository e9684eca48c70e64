-- How many incidents there are, and how many have an IMO number.
SELECT count(*) AS incidents, count(imo_number) AS imo_number FROM incidents
