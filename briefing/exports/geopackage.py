"""Rows as a GeoPackage (OGC 12-128), for QGIS, ArcGIS and anything else that reads files through GDAL.

Written by GDAL itself, through pyogrio. That adds nothing to what is installed (geopandas needs it), and is loaded only once
somebody asks for such a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from briefing.exports.rows import ExportRows
from warehouse.contract.csv_files import flatten_column

_GEOMETRY: Final = "geometry"
_POSITION: Final = ("longitude", "latitude")

_CONTROL: Final = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]"
"""Characters that become replacement marks, as in KML; at a null character GDAL would end the text."""


def write_geopackage(rows: ExportRows, file: Path) -> None:
    """One layer of points in WGS 84, named after the kind of rows; rows without a position have no geometry.

    Dates, times (UTC), numbers and flags keep their types; lists are joined by `; `. The layer's description is that of the export,
    and its metadata entry `anchorwatch` holds the same as JSON.
    """
    from pyogrio import write_arrow

    schema = _layer_batch(pa.RecordBatch.from_pylist([], schema=rows.schema)).schema
    batches = _Batches(rows.batches)
    try:
        write_arrow(
            pa.RecordBatchReader.from_batches(schema, batches),
            file,
            layer=rows.row_kind,
            driver="GPKG",
            geometry_name=_GEOMETRY,
            geometry_type="Point",
            crs="EPSG:4326",
            layer_metadata={"anchorwatch": orjson.dumps(rows.about.lines()).decode()},
            layer_options={
                "IDENTIFIER": f"Anchorwatch: {rows.about.title}",
                "DESCRIPTION": "\n".join(f"{name}: {words}" for name, words in rows.about.lines()),
            },
        )
    except Exception:
        if batches.failure is not None:
            raise batches.failure from None
        raise


class _Batches:
    """The batches of a layer. `failure` keeps what was raised while they were read: GDAL pulls them through C, where it is lost."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self.batches = batches
        self.failure: BaseException | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self.batches:
                yield _layer_batch(batch)
        # An interrupt, or a page that is left while the file is written, must arrive as what it is.
        except BaseException as error:
            self.failure = error
            raise


def _layer_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = {name: _layer_column(batch[name]) for name in batch.schema.names if name not in _POSITION}
    return pa.RecordBatch.from_pydict({**columns, _GEOMETRY: _points(*(batch[name] for name in _POSITION))})


def _layer_column(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return column
    flat = flatten_column(column)
    return pc.replace_substring_regex(flat, _CONTROL, "\ufffd") if pa.types.is_string(flat.type) else flat


def _points(longitudes: pa.Array, latitudes: pa.Array) -> pa.Array:
    """Points as well-known binary; null where either is null."""
    points = shapely.points(longitudes.to_numpy(zero_copy_only=False), latitudes.to_numpy(zero_copy_only=False))
    placed = pc.and_(pc.is_valid(longitudes), pc.is_valid(latitudes))
    return pc.if_else(placed, pa.array(shapely.to_wkb(points), pa.binary()), None)
