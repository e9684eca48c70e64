-- Incidents similar to one with the given facts (null: not stated, so that nothing can agree with it): for each fact in which they
-- agree, its bits: the binary logarithm of one over the share of all incidents with that value. The most similar first, then the
-- latest. Columns of facts that are not stated are not even read.
WITH agreement AS (
    SELECT
        i.incident_id,
        i.occurred_on,
        i.status,
        --when category: coalesce(i.category = $category::VARCHAR, false) AS category,
        --when act: coalesce(i.act = $act::VARCHAR, false) AS act,
        --when sea_region: coalesce(i.sea_region = $sea_region::VARCHAR, false) AS sea_region,
        --when vessel_type: coalesce(i.vessel_type = $vessel_type::VARCHAR, false) AS vessel_type,
        --when vessel_status: coalesce(i.vessel_status = $vessel_status::VARCHAR, false) AS vessel_status,
        --when weapons: coalesce(i.weapons = $weapons::VARCHAR[], false) AS weapons,
        --when crew_harm: coalesce(i.crew_harm = $crew_harm::VARCHAR[], false) AS crew_harm,
        --when stolen: coalesce(list_has_any(i.stolen, $stolen::VARCHAR[]), false) AS stolen,
        true AS known
    FROM incidents AS i
), rarity AS (
    SELECT
        --when category: log2(count(*) / greatest(count(*) FILTER (category), 1)) AS category,
        --when act: log2(count(*) / greatest(count(*) FILTER (act), 1)) AS act,
        --when sea_region: log2(count(*) / greatest(count(*) FILTER (sea_region), 1)) AS sea_region,
        --when vessel_type: log2(count(*) / greatest(count(*) FILTER (vessel_type), 1)) AS vessel_type,
        --when vessel_status: log2(count(*) / greatest(count(*) FILTER (vessel_status), 1)) AS vessel_status,
        --when weapons: log2(count(*) / greatest(count(*) FILTER (weapons), 1)) AS weapons,
        --when crew_harm: log2(count(*) / greatest(count(*) FILTER (crew_harm), 1)) AS crew_harm,
        --when stolen: log2(count(*) / greatest(count(*) FILTER (stolen), 1)) AS stolen,
        count(*) AS incidents
    FROM agreement
), judged AS (
    SELECT
        a.incident_id,
        a.occurred_on,
        --when category: CASE WHEN a.category THEN r.category ELSE 0 END AS category,
        --unless category: 0 AS category,
        --when act: CASE WHEN a.act THEN r.act ELSE 0 END AS act,
        --unless act: 0 AS act,
        --when sea_region: CASE WHEN a.sea_region THEN r.sea_region ELSE 0 END AS sea_region,
        --unless sea_region: 0 AS sea_region,
        --when vessel_type: CASE WHEN a.vessel_type THEN r.vessel_type ELSE 0 END AS vessel_type,
        --unless vessel_type: 0 AS vessel_type,
        --when vessel_status: CASE WHEN a.vessel_status THEN r.vessel_status ELSE 0 END AS vessel_status,
        --unless vessel_status: 0 AS vessel_status,
        --when weapons: CASE WHEN a.weapons THEN r.weapons ELSE 0 END AS weapons,
        --unless weapons: 0 AS weapons,
        --when crew_harm: CASE WHEN a.crew_harm THEN r.crew_harm ELSE 0 END AS crew_harm,
        --unless crew_harm: 0 AS crew_harm,
        --when stolen: CASE WHEN a.stolen THEN r.stolen ELSE 0 END AS stolen,
        --unless stolen: 0 AS stolen,
        a.known
    FROM agreement AS a, rarity AS r
    WHERE a.incident_id <> $incident_id::VARCHAR AND a.status <> 'unfounded'
)
SELECT
    incident_id, occurred_on, category, act, sea_region, vessel_type, vessel_status, weapons, crew_harm, stolen,
    category + act + sea_region + vessel_type + vessel_status + weapons + crew_harm + stolen AS bits
FROM judged
ORDER BY bits DESC, occurred_on DESC NULLS LAST, incident_id
LIMIT $limit::BIGINT
