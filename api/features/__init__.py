"""OGC API - Features: Part 1 (core, GeoJSON, HTML, OpenAPI 3.0) and Part 3 (filters in CQL2 text)."""
