"""Anchorwatch in a notebook, in three lines:

    import anchorwatch

    data = anchorwatch.open("warehouse/data")  # or the address of a server: anchorwatch.open("https://watch.example", key="…")
    incidents = data.incidents(since="2026-01-01", category="cyber")

Frames are pandas' unless `frame="polars"` or `frame="geopandas"` is said. Columns have the types of the schema; `data.columns("incidents")`
and `data.codes("category")` explain them. Only what the reader may see is read.
"""

from __future__ import annotations

import os
from pathlib import Path

from anchorwatch.errors import AnchorwatchError, SimulatedData
from anchorwatch.local import DataFolder
from anchorwatch.reading import Reading
from anchorwatch.remote import Server

__all__ = ["AnchorwatchError", "DataFolder", "Reading", "Server", "SimulatedData", "open"]


def open(place: str | os.PathLike[str], *, key: str | None = None, clearance: str | None = None) -> Reading:
    """The data in a folder (the one that holds `CURRENT`), or those of a server by its address.

    `key`: your key for the server, made on its page *My account*. `clearance`: the narrowest TLP mark to be read from a folder, at most
    that of the operator's settings; a server decides for itself. Raises AnchorwatchError with what to do.
    """
    address = os.fspath(place)
    if address.startswith(("http://", "https://")):
        if clearance is not None:
            raise AnchorwatchError("A server decides by your key what you may see: leave clearance out.")
        return Server(address, key)
    if key is not None:
        raise AnchorwatchError("A key is for servers; a folder is read without one.")
    return DataFolder(Path(address), clearance)
