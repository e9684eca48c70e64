-- Every report's words with its source, among them the ship's name.
SELECT source, concat_ws(' ', narrative, place, vessel_name) AS text FROM reports
