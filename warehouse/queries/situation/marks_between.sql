-- The TLP marks of the incidents of a span of days.
SELECT DISTINCT i.tlp
FROM incidents AS i
WHERE i.occurred_on BETWEEN $first::DATE AND $last::DATE
ORDER BY i.tlp
