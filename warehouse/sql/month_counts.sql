-- Incidents per month and category between two days, over incidents that one of the sources reports (null: any).
SELECT date_trunc('month', occurred_on)::DATE AS month, category, count(*) AS incidents
FROM incidents
WHERE occurred_on BETWEEN $first::DATE AND $last::DATE
    AND ($sources::VARCHAR[] IS NULL OR list_has_any(sources, $sources::VARCHAR[]))
GROUP BY ALL
ORDER BY ALL
