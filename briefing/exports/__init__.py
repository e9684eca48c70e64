"""Exports of what may be released, as CSV, XLSX, GeoJSON, KML and Parquet, all streamed."""
