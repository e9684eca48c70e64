"""What folders and servers have in common: tables as frames, and what their columns and codes mean."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, overload

import pandas as pd
import pyarrow as pa

from anchorwatch.errors import AnchorwatchError, SimulatedData
from anchorwatch.frames import Frame, frame_of
from warehouse.dictionary import code_entries, column_entries

Values = str | int | bool | Sequence[str]
"""A value that a column shall have, or several of which one is enough."""


@dataclass(frozen=True, slots=True)
class About:
    """Which data are read: the snapshot (its id is its time), whether they are simulated, and what licences ask to be said."""

    snapshot: str
    simulated: bool
    attributions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows and columns of a table: days from `since` to `until`, both included; `where` by column; `columns` None for all."""

    since: date | None
    until: date | None
    where: dict[str, tuple[Any, ...]]
    columns: tuple[str, ...] | None
    limit: int | None


class Reading(ABC):
    """Data that can be read. Every answer comes from one snapshot, `about.snapshot`."""

    about: About

    @property
    @abstractmethod
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that can be read."""

    @abstractmethod
    def _rows(self, table: str, wanted: Wanted) -> pa.Table:
        """The rows of a table that exists."""

    def _warn_if_simulated(self) -> None:
        if self.about.simulated:
            warnings.warn("These data are simulated: nothing in them ever happened.", SimulatedData, stacklevel=4)

    @overload
    def table(self, name: str, *, frame: Literal["pandas"] = ..., **wanted: Any) -> pd.DataFrame: ...
    @overload
    def table(self, name: str, *, frame: Frame, **wanted: Any) -> Any: ...
    def table(
        self,
        name: str,
        *,
        frame: Frame = "pandas",
        since: date | str | None = None,
        until: date | str | None = None,
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        **where: Values,
    ) -> Any:
        """The rows of a table as a frame: all, or those of days from `since` to `until` that hold the values `where` by column.

        Of several values one is enough (`category=["cyber", "drugs"]`), and so is one in a column of lists. `limit`: at most so many of
        the latest. The frame's `attrs` (pandas, GeoPandas) say which snapshot it comes from. Raises AnchorwatchError.
        """
        if name not in self.tables:
            raise AnchorwatchError(f"There is no table {name!r}; there are {', '.join(self.tables)}.")
        rows = self._rows(name, Wanted(_day(since), _day(until), _values(where), tuple(columns) if columns else None, limit))
        return frame_of(rows, name, frame, {"snapshot": self.about.snapshot, "simulated": self.about.simulated})

    @overload
    def incidents(self, *, frame: Literal["pandas"] = ..., **wanted: Any) -> pd.DataFrame: ...
    @overload
    def incidents(self, *, frame: Frame, **wanted: Any) -> Any: ...
    def incidents(self, *, frame: Frame = "pandas", **wanted: Any) -> Any:
        """The incidents, each one real event; see `table`."""
        return self.table("incidents", frame=frame, **wanted)

    @overload
    def reports(self, *, frame: Literal["pandas"] = ..., **wanted: Any) -> pd.DataFrame: ...
    @overload
    def reports(self, *, frame: Frame, **wanted: Any) -> Any: ...
    def reports(self, *, frame: Frame = "pandas", **wanted: Any) -> Any:
        """What each body says of an event; see `table`."""
        return self.table("reports", frame=frame, **wanted)

    def columns(self, table: str) -> pd.DataFrame:
        """What each column of a table means: column, type, unit, required, codes (the list that explains its values) and definition."""
        entries = [entry for entry in column_entries() if entry.table == table]
        if not entries:
            raise AnchorwatchError(f"There is no table {table!r}; there are {', '.join(self.tables)}.")
        names = ("column", "type", "unit", "required", "codes", "definition")
        return pd.DataFrame([{name: getattr(entry, name) for name in names} for entry in entries]).set_index("column")

    def codes(self, code_list: str) -> pd.DataFrame:
        """What each code of a list means, such as `category`: title, definition, and the source of the definition."""
        entries = [entry for entry in code_entries() if entry.code_list == code_list]
        if not entries:
            lists = ", ".join(dict.fromkeys(entry.code_list for entry in code_entries()))
            raise AnchorwatchError(f"There is no list of codes {code_list!r}; there are {lists}.")
        names = ("code", "title", "definition", "source")
        return pd.DataFrame([{name: getattr(entry, name) for name in names} for entry in entries]).set_index("code")


def _day(day: date | str | None) -> date | None:
    if not isinstance(day, str):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise AnchorwatchError(f"{day!r} is not a day: write YYYY-MM-DD.") from None


def _values(where: dict[str, Values]) -> dict[str, tuple[Any, ...]]:
    return {name: (value,) if isinstance(value, str | int) else tuple(value) for name, value in where.items()}
