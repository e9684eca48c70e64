        -- The narrative of a row r whose source is s, as far as its licence lets it go out.
        CASE coalesce(s.narrative, 'none')
            WHEN 'full' THEN r.narrative
            WHEN 'short' THEN CASE
                WHEN length(r.narrative) > 160 THEN regexp_replace(left(r.narrative, 160), '\s+\S*$', '') || ' …' ELSE r.narrative
            END
        END AS narrative,
