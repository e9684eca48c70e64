"""The way of a ship: waypoints, the route between them or from a file, its legs by waters, and day and night on it."""
