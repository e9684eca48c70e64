-- Incidents as features.
SELECT
    incident_id, status, report_count, sources, occurred_on, occurred_at, time_precision, latitude, longitude, position_precision_km,
    position_basis, sea_region, area, country, waters, category, also, cyber_subtype, act, severity, severity_scale, vessel_name,
    imo_number, vessel_type, flag, vessel_status, attackers, attackers_max, weapons, crew_harm, stolen, reported_to_authority, place,
    issues, tlp, first_published_at, last_changed_at, incident_id AS feature_id, occurred_on AS feature_time
FROM incidents
