-- Rows of the tables whose size pages name.
SELECT
    (SELECT count(*) FROM reports) AS reports,
    (SELECT count(*) FROM incidents) AS incidents,
    (SELECT count(*) FROM quarantine) AS quarantine,
    (SELECT count(*) FROM links) AS links
