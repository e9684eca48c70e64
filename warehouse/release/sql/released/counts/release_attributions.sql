-- What the sources of the incidents that go out ask to be shown beside their data.
WITH kept AS NOT MATERIALIZED (
    --include kept
)
SELECT s.source, s.title, s.licence, s.attribution
FROM sources AS s
WHERE s.source IN (SELECT DISTINCT unnest(sources) FROM kept)
ORDER BY s.source
