-- Raids: pairs of reports about two ships attacked one after the other by the same men, and how many of them we mistook for one incident.
WITH raids AS (
    SELECT incident AS one, raid_of AS other FROM truth_incidents WHERE raid_of IS NOT NULL
    UNION ALL
    SELECT i.incident, j.incident FROM truth_incidents AS i JOIN truth_incidents AS j ON j.raid_of = i.raid_of AND j.incident > i.incident
)
SELECT
    (SELECT count(*) FROM raids JOIN truth_known AS a ON a.incident = raids.one JOIN truth_known AS b ON b.incident = raids.other) AS pairs,
    (SELECT count(*) FROM truth_pairs WHERE raid AND linked) AS confused
