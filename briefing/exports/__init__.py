"""Files of what may be handed out: CSV, XLSX, GeoJSON, KML and Parquet, all streamed."""
