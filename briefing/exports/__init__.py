"""Exports of what may be released, as CSV, XLSX, GeoJSON, GeoPackage, KML and Parquet, all streamed."""
