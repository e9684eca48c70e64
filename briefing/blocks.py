"""The parts of a document, whatever it is written as: words, key figures, charts, maps, tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd

from analytics.describe.charts import Chart, Grid, Multiples
from analytics.describe.maps import Map
from briefing.settings import Settings

Described = Chart | Grid | Multiples | Map


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs under an optional heading; `quiet` ones are notes in small letters. Hostile text is escaped by the writer."""

    paragraphs: tuple[str, ...]
    title: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure: `value` now, `change` against before, `range` of the years, each in words; `help` defines it."""

    title: str
    value: str
    change: str
    range: str
    help: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures side by side."""

    title: str
    items: tuple[KeyFigure, ...]
    notes: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row a figure."""
        return pd.DataFrame(
            [(one.title, one.value, one.change, one.range) for one in self.items], columns=["figure", "now", "change", "range"]
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or map, and the titles of the sources that it rests on."""

    described: Described
    sources: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"{self.described.title} ({self.described.unit})"

    @property
    def notes(self) -> tuple[str, ...]:
        return (*self.described.footnotes, f"Sources: {', '.join(self.sources) or 'none'}.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `share` of the width, numbers to the right."""

    title: str
    share: float
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts. `name` is that of its sheet."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    empty: str = "Nothing to show here."

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame(list(self.rows), columns=[column.title for column in self.columns])


Block = Words | Figures | Picture | Table


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its blocks in their order."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A briefing, ready to be written. `stamp` says of when the data are, `banner` that they are simulated, `last_page` what was
    withheld and who is to be named."""

    settings: Settings
    period: tuple[date, date]
    where: str
    stamp: str
    as_of: str
    snapshot: str
    banner: str
    sections: tuple[Section, ...]
    last_page: tuple[str, ...]
    file_stem: str

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Picture))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Table))


def with_words(block: Block, said: Callable[[str], str]) -> Block:
    """The block with `said` applied to the project's own words in it: titles, paragraphs, notes; never to names from reports."""

    def each(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(said(text) for text in texts)

    if isinstance(block, Words):
        return replace(block, paragraphs=each(block.paragraphs), title=said(block.title))
    if isinstance(block, Picture):
        found = block.described
        return replace(block, described=replace(found, title=said(found.title), footnotes=each(found.footnotes), alt=said(found.alt)))
    if isinstance(block, Figures):
        items = tuple(replace(one, change=said(one.change), range=said(one.range)) for one in block.items)
        return replace(block, title=said(block.title), notes=each(block.notes), items=items)
    return replace(block, title=said(block.title), notes=each(block.notes))
