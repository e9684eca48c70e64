-- Clusters compared: numbers of reports and clusters, clusters that are exact, and B-cubed precision and recall.
WITH sides AS (
    SELECT report_a AS report_id, linked, same FROM truth_pairs
    UNION ALL
    SELECT report_b, linked, same FROM truth_pairs
),
neighbours AS (
    SELECT
        k.report_id, k.incident,
        1 + count(*) FILTER (s.linked) AS ours,
        1 + count(*) FILTER (s.same) AS true_ones,
        1 + count(*) FILTER (s.linked AND s.same) AS shared
    FROM truth_known AS k
    LEFT JOIN sides AS s USING (report_id)
    GROUP BY k.report_id, k.incident
),
exact_ones AS (SELECT bool_and(ours = true_ones AND shared = true_ones) AS exact FROM neighbours GROUP BY incident)
SELECT
    (SELECT count(*) FROM neighbours) AS reports,
    (SELECT count(*) FROM exact_ones) AS true_clusters,
    (SELECT count(DISTINCT incident_id) FROM incident_reports) AS our_clusters,
    (SELECT count(*) FROM exact_ones WHERE exact) AS exact_clusters,
    (SELECT avg(shared / ours) FROM neighbours) AS b3_precision,
    (SELECT avg(shared / true_ones) FROM neighbours) AS b3_recall
