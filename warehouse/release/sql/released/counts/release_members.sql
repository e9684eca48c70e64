-- Of the whole snapshot, whatever the filters: members' reports that do not go out, and how many reporters sent them.
SELECT count(*) AS reports, count(DISTINCT nullif(r.reporter, 'unnamed')) AS reporters, (SELECT count(*) FROM released.coarse_reports) AS coarsened
FROM main.reports AS r
JOIN released.bound AS b USING (report_id)
ANTI JOIN released.coarse_reports AS c ON c.told_as = r.report_id
WHERE b.by_member
