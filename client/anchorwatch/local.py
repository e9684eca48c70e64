"""A data folder, read as its reader may see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from anchorwatch.errors import AnchorwatchError
from anchorwatch.reading import About, Reading, Wanted
from warehouse.contract import settings
from warehouse.contract.schema import KEPT_FOR_NEXT_RUN, TABLES
from warehouse.contract.settings import SettingsError
from warehouse.contract.snapshot import SnapshotError
from warehouse.contract.taxonomy import MARKS
from warehouse.in_force import checked_store
from warehouse.reader import Reader
from warehouse.view import SnapshotView, view

_HAPPENED: Final = "occurred_on"


class DataFolder(Reading):
    """The snapshot in force in a data folder; its files are compared with their hashes before anything is read."""

    def __init__(self, folder: Path, clearance: str | None = None) -> None:
        if not (folder / "CURRENT").is_file():
            raise AnchorwatchError(f"{folder} holds no snapshot: there is no file CURRENT in it. Name the folder `data` of the settings.")
        try:
            self._view: SnapshotView = view(checked_store(folder.resolve()).in_force().snapshot, Reader(_clearance(clearance)))
            with self._view.connect() as con:
                credited = con.table("sources").select("attribution", "reports").to_arrow_table().to_pylist()
        except SnapshotError as error:
            raise AnchorwatchError(f"{folder}: {error}") from error
        self.about = About(self._view.id, self._view.is_demo, tuple(sorted({row["attribution"] for row in credited if row["reports"]})))
        self._warn_if_simulated()

    def __repr__(self) -> str:
        simulated = ", SIMULATED" if self.about.simulated else ""
        return f"DataFolder(snapshot {self.about.snapshot}{simulated}, marks {', '.join(self._view.marks)})"

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(name for name in TABLES if name not in KEPT_FOR_NEXT_RUN)

    def _rows(self, table: str, wanted: Wanted) -> pa.Table:
        known = TABLES[table].names()
        for name in (*wanted.where, *(wanted.columns or ())):
            if name not in known:
                raise AnchorwatchError(f"The table {table} has no column {name!r}; `columns({table!r})` lists them.")
        if (wanted.since or wanted.until) and _HAPPENED not in known:
            raise AnchorwatchError(f"The rows of {table} have no day of an event: leave since and until out.")
        with self._view.connect() as con:
            rows = con.table(table)
            for condition in _conditions(table, wanted):
                rows = rows.filter(condition)
            order = [ColumnExpression(name) for name in TABLES[table].order]
            rows = rows.sort(*([column.desc() for column in order] if wanted.limit else order))
            if wanted.limit:
                rows = rows.limit(wanted.limit)
            found = rows.select(*(wanted.columns or known)).to_arrow_table()
        schema = TABLES[table].arrow()
        # DuckDB writes UTC by another name.
        return found.cast(pa.schema([schema.field(name).with_nullable(True) for name in found.column_names]))


def _conditions(table: str, wanted: Wanted) -> list[Expression]:
    types = {column.name: column.type for column in TABLES[table].columns}
    conditions = [_holds_one(name, types[name], values) for name, values in wanted.where.items()]
    conditions += [ColumnExpression(_HAPPENED) >= ConstantExpression(wanted.since)] if wanted.since else []
    conditions += [ColumnExpression(_HAPPENED) <= ConstantExpression(wanted.until)] if wanted.until else []
    return conditions


def _holds_one(name: str, kind: pa.DataType, values: tuple[Any, ...]) -> Expression:
    if pa.types.is_list(kind):
        return FunctionExpression("list_has_any", ColumnExpression(name), ConstantExpression(list(values)))
    return ColumnExpression(name).isin(*(ConstantExpression(value) for value in values))


def _clearance(wanted: str | None) -> str:
    """The narrowest mark to be read: the operator's setting, or `wanted` where that is wider. Without settings CLEAR, unless asked for."""
    if wanted is not None and wanted not in MARKS:
        raise AnchorwatchError(f"There is no TLP mark {wanted!r}; the marks are {', '.join(MARKS)}.")
    try:
        set_by_operator = settings.load().clearance if settings.FILE.is_file() else None
    except SettingsError as error:
        raise AnchorwatchError(str(error)) from error
    if set_by_operator is None:
        return wanted or MARKS[0]
    return min(wanted or set_by_operator, set_by_operator, key=MARKS.index)
