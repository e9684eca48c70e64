-- Incidents that are like one: for each fact that both state alike, the bits that such an agreement says, which is the
-- binary logarithm of one over the share of all incidents with that value. The most alike first, then the latest.
WITH one AS (
    SELECT * FROM incidents WHERE incident_id = $incident_id::VARCHAR
), rarity AS (
    SELECT
        log2(count(*) / greatest(count(*) FILTER (i.category = one.category), 1)) AS category,
        log2(count(*) / greatest(count(*) FILTER (i.act = one.act), 1)) AS act,
        log2(count(*) / greatest(count(*) FILTER (i.sea_region = one.sea_region), 1)) AS sea_region,
        log2(count(*) / greatest(count(*) FILTER (i.vessel_type = one.vessel_type), 1)) AS vessel_type,
        log2(count(*) / greatest(count(*) FILTER (i.vessel_status = one.vessel_status), 1)) AS vessel_status,
        log2(count(*) / greatest(count(*) FILTER (i.weapons = one.weapons), 1)) AS weapons,
        log2(count(*) / greatest(count(*) FILTER (i.crew_harm = one.crew_harm), 1)) AS crew_harm,
        log2(count(*) / greatest(count(*) FILTER (list_has_any(i.stolen, one.stolen)), 1)) AS stolen
    FROM incidents AS i, one
), judged AS (
    SELECT
        i.incident_id,
        i.occurred_on,
        CASE WHEN i.category = one.category AND one.category <> 'other' THEN r.category ELSE 0 END AS category,
        CASE WHEN i.act = one.act AND one.act <> 'other' THEN r.act ELSE 0 END AS act,
        CASE WHEN i.sea_region = one.sea_region THEN r.sea_region ELSE 0 END AS sea_region,
        CASE WHEN i.vessel_type = one.vessel_type AND one.vessel_type <> 'other' THEN r.vessel_type ELSE 0 END AS vessel_type,
        CASE WHEN i.vessel_status = one.vessel_status AND one.vessel_status <> 'unknown' THEN r.vessel_status ELSE 0 END AS vessel_status,
        CASE WHEN i.weapons = one.weapons AND NOT list_has_any(one.weapons, ['not_stated', 'none']) THEN r.weapons ELSE 0 END AS weapons,
        CASE WHEN i.crew_harm = one.crew_harm AND len(one.crew_harm) > 0 THEN r.crew_harm ELSE 0 END AS crew_harm,
        CASE WHEN list_has_any(i.stolen, one.stolen) THEN r.stolen ELSE 0 END AS stolen
    FROM incidents AS i, one, rarity AS r
    WHERE i.incident_id <> one.incident_id AND i.status <> 'unfounded'
)
SELECT *, category + act + sea_region + vessel_type + vessel_status + weapons + crew_harm + stolen AS bits
FROM judged
ORDER BY bits DESC, occurred_on DESC NULLS LAST, incident_id
LIMIT $limit::BIGINT
