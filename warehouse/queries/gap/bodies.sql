-- The body behind each source: the commonest origin of incidents that it alone reports, crediting no other body. Included by other queries.
SELECT i.sources[1] AS source, mode(i.origins[1]) AS body
FROM incidents AS i
JOIN incident_reports AS m USING (incident_id)
WHERE len(i.sources) = 1 AND len(i.origins) = 1 AND len(m.cites) = 0
GROUP BY ALL
