-- Adds the incidents that meet one term of a search, each with how closely: 1 its number, 2 the ship's name, 3 the place,
-- 4 how it is classified or its year, 5 the text of a report. Patterns match text in small letters without accents.
INSERT INTO term_matches
WITH by_facts AS (
    SELECT
        incident_id,
        CASE
            --when imo_number: WHEN imo_number = $imo_number::INTEGER THEN 1
            WHEN regexp_matches(lower(strip_accents(vessel_name)), $pattern::VARCHAR) THEN 2
            WHEN regexp_matches(lower(strip_accents(place)), $pattern::VARCHAR) THEN 3
            --when year: WHEN year(occurred_on) = $year::INTEGER THEN 4
            --when sea_region: WHEN list_contains($sea_region::VARCHAR[], sea_region) THEN 4
            --when area: WHEN list_contains($area::VARCHAR[], area) THEN 4
            --when country: WHEN list_contains($country::VARCHAR[], country) THEN 4
            --when flag: WHEN list_contains($flag::VARCHAR[], flag) THEN 4
            --when category: WHEN list_contains($category::VARCHAR[], category) OR list_has_any($category::VARCHAR[], also) THEN 4
            --when act: WHEN list_contains($act::VARCHAR[], act) THEN 4
            --when cyber_subtype: WHEN list_contains($cyber_subtype::VARCHAR[], cyber_subtype) THEN 4
            --when vessel_type: WHEN list_contains($vessel_type::VARCHAR[], vessel_type) THEN 4
            --when weapons: WHEN list_has_any($weapons::VARCHAR[], weapons) THEN 4
            --when crew_harm: WHEN list_has_any($crew_harm::VARCHAR[], crew_harm) THEN 4
        END AS closeness
    FROM incidents
), by_reports AS (
    SELECT
        report_id,
        CASE
            --when imo_number: WHEN imo_number = $imo_number::INTEGER THEN 1
            WHEN regexp_matches(lower(strip_accents(vessel_name)), $pattern::VARCHAR) THEN 2
            WHEN regexp_matches(lower(strip_accents(place)), $pattern::VARCHAR) THEN 3
            -- A year stands in most texts as a date of something else.
            --unless year: WHEN regexp_matches(lower(strip_accents(narrative)), $pattern::VARCHAR) THEN 5
        END AS closeness
    FROM reports
)
SELECT $term::INTEGER, incident_id, min(closeness)
FROM (
    SELECT incident_id, closeness FROM by_facts WHERE closeness IS NOT NULL
    UNION ALL
    SELECT m.incident_id, r.closeness FROM by_reports AS r JOIN incident_reports AS m USING (report_id) WHERE r.closeness IS NOT NULL
)
GROUP BY incident_id
