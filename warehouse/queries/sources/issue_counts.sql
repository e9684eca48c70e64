-- Reports that carry each warning code, per source, and their share of the source's reports.
SELECT i.source, i.issue, count(*) AS reports, count(*) / any_value(t.reports) AS share
FROM (SELECT source, unnest(issues) AS issue FROM reports) AS i
JOIN (SELECT source, count(*) AS reports FROM reports GROUP BY source) AS t ON t.source = i.source
GROUP BY i.source, i.issue
ORDER BY reports DESC, i.source, i.issue
