-- Raids: pairs of reports about two ships attacked one after the other by the same men, and how many of them we took for one incident.
SELECT
    (
        SELECT count(*)
        FROM truth_known AS a
        JOIN truth_incidents AS i ON i.incident = a.incident
        JOIN truth_incidents AS j ON (j.raid_of = i.incident OR (j.raid_of = i.raid_of AND j.incident > i.incident))
        JOIN truth_known AS b ON b.incident = j.incident
    ) AS pairs,
    (SELECT count(*) FROM truth_pairs WHERE raid AND linked) AS confused
