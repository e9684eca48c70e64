"""Arrow tables as frames of pandas, Polars and GeoPandas. The latter two are imported only when somebody asks for them."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any, Final, Literal

import pandas as pd
import pyarrow as pa

from anchorwatch.errors import AnchorwatchError
from warehouse.contract.schema import TABLES
from warehouse.contract.taxonomy import CODE_LISTS

Frame = Literal["pandas", "polars", "geopandas"]

GEOMETRY: Final = "geometry"
"""A column of well-known binary (WGS 84), where rows have more than a point; only GeoPandas shows it."""

_NULLABLE: Final = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(), pa.uint64(): pd.UInt64Dtype(), pa.bool_(): pd.BooleanDtype()}
"""Types that would turn into decimal numbers or objects where a value is not known."""


def frame_of(rows: pa.Table, table: str, frame: Frame, about: dict[str, Any]) -> Any:
    """`rows` of `table` as a frame of this kind. Raises AnchorwatchError where its library is missing."""
    if frame == "pandas":
        return pandas_frame(rows, table, about)
    if frame == "polars":
        return _library("polars").from_arrow(rows.drop_columns([GEOMETRY]) if GEOMETRY in rows.column_names else rows)
    if frame == "geopandas":
        return _geopandas_frame(rows, table, about)
    raise AnchorwatchError(f"There is no frame {frame!r}; there are pandas, polars and geopandas.")


def pandas_frame(rows: pa.Table, table: str, about: dict[str, Any]) -> pd.DataFrame:
    """Days as datetime64, moments in UTC, whole numbers and flags that may be unknown, and codes as categories in their order."""
    plain = rows.drop_columns([GEOMETRY]) if GEOMETRY in rows.column_names else rows
    result: pd.DataFrame = plain.to_pandas(types_mapper=_NULLABLE.get, date_as_object=False)
    for column in TABLES[table].columns if table in TABLES else ():
        if column.codes in CODE_LISTS and column.type == pa.string() and column.name in result:
            result[column.name] = result[column.name].astype(pd.CategoricalDtype(list(CODE_LISTS[column.codes])))
    result.attrs.update(about)
    return result


def _geopandas_frame(rows: pa.Table, table: str, about: dict[str, Any]) -> Any:
    geopandas = _library("geopandas")
    result = pandas_frame(rows, table, about)
    if GEOMETRY in rows.column_names:
        places = geopandas.GeoSeries.from_wkb(rows[GEOMETRY].to_pandas(), crs="EPSG:4326")
    elif {"longitude", "latitude"} <= set(rows.column_names):
        placed = result["longitude"].notna() & result["latitude"].notna()
        points = geopandas.points_from_xy(result["longitude"], result["latitude"], crs="EPSG:4326")
        places = geopandas.GeoSeries(points, index=result.index).where(placed)
    else:
        raise AnchorwatchError(f"The rows of {table} have no place: ask for longitude and latitude, or for another frame.")
    located = geopandas.GeoDataFrame(result, geometry=places, crs="EPSG:4326")
    located.attrs.update(about)
    return located


def _library(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise AnchorwatchError(f"{name} is not installed. Install it with: pip install {name}") from None
