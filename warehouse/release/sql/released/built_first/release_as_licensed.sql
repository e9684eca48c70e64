        -- Columns of a report r whose source is s, as far as its licence lets them go out.
--include licensed_narrative
        CASE WHEN s.narrative = 'full' THEN r.why END AS why,
        NULL::VARCHAR AS reporter
