    -- One line a measure of warehouse/measures.py, over incidents named i.
    count(*) AS incidents,
    count(*) FILTER (i.act IN ('boarded', 'hijacked', 'kidnapping', 'seized')) AS boarded,
    count(*) FILTER (list_has_any(i.weapons, ['guns', 'knives', 'rpg', 'missile_drone', 'mine', 'other'])) AS armed,
    count(*) FILTER (len(i.crew_harm) > 0) AS crew_harmed,
    count(*) FILTER (i.severity IN (1, 2)) AS severe
