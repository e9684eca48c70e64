"""What passes between the steps of the pipeline: raw records, drafts, and facts with the reasons for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, make_dataclass
from typing import Any, Final

import pyarrow as pa

from warehouse.contract.columns import ADAPTER, FACTS, Column
from warehouse.contract.schema import REPORT_COLUMNS


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as it stands in a landed file.

    `locator` is its place in the file (0-based index for JSON, 1-based record number for CSV), `fields` its content by
    name. `broken` holds (reason, message) when the element is not a record at all.
    """

    locator: str
    fields: dict[str, Any]
    broken: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """The reason for one value: which rule gave it, and the words that matched."""

    fact: str
    value: str
    rule: str
    evidence: str


def columns_filled_by(step: str) -> tuple[Column, ...]:
    """The report columns that a step of the pipeline fills, alone or together with others."""
    return tuple(column for column in REPORT_COLUMNS if step in column.filled_by)


def _dataclass_of(class_name: str, step: str, **extra: Callable[[], Any]) -> Any:
    """A slotted dataclass with a field for each column that `step` fills, then those of `extra` (name to default factory).

    A required column without a default must be given, as native_ref must for a draft. Returns Any because a type checker
    cannot follow fields that exist only at run time; the slots still refuse a name that is no column.
    """
    columns = [column for column in columns_filled_by(step) if column.name not in extra]
    is_mandatory = {column.name: _is_mandatory(column, step) for column in columns}
    mandatory = [name for name, applies in is_mandatory.items() if applies]
    optional = [(column.name, Any, _field_for(column)) for column in columns if not is_mandatory[column.name]]
    added = [(name, Any, field(default_factory=factory)) for name, factory in extra.items()]
    return make_dataclass(class_name, [*mandatory, *optional, *added], slots=True)


def _is_mandatory(column: Column, step: str) -> bool:
    """Whether nothing but this step can fill a column that must have a value."""
    return column.required and column.default is None and not pa.types.is_list(column.type) and column.filled_by == (step,)


def _field_for(column: Column) -> Any:
    if pa.types.is_list(column.type):
        # A new list each time, since readers append to it.
        return field(default_factory=lambda: list(column.default or ()))
    return field(default=column.default)


class Draft(_dataclass_of("_Draft", ADAPTER, field_texts=dict, facts=dict)):  # type: ignore[misc]
    """What a source's adapter reads from one raw record, before text, geography and history.

    Its fields are the report columns that the adapter fills, and two more:
    `field_texts` (dict[str, str]) holds the wording of the source's own fields by role (`hostility`, `victim`, `act`, `vessel_type`,
    `vessel_status`, `vessel_name`, `flag`, `category`, `place`, ...), which look-ups and rules turn into codes.
    `facts` (dict[str, Any]) holds facts that the source already states in our codes, by column; they override the text.
    """

    __slots__ = ()


class Facts(_dataclass_of("_Facts", FACTS, why=list, in_port=bool)):  # type: ignore[misc]
    """Everything read from a draft's fields and text.

    Its fields are the report columns that reading fills; `why` holds the reasons as a list of Why, not yet as JSON; `in_port` tells whether
    the ship lay in a port or its anchorage, from which `waters` is worked out with the position.
    """

    __slots__ = ()


FACT_NAMES: Final = tuple(Facts.__dataclass_fields__)
"""The names of all facts, `why` and `in_port` among them."""
