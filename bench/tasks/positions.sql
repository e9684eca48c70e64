SELECT longitude, latitude FROM incidents WHERE longitude IS NOT NULL
