"""The parts of a document, independent of its file format: paragraphs, key figures, charts, maps and tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd

from analytics.describe.charts import Chart, Grid, Multiples
from analytics.describe.maps import Map
from briefing.credits import sources_note
from briefing.settings import CLOSING_SECTIONS, BriefingSettings

Description = Chart | Grid | Multiples | Map


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Paragraphs under an optional heading; `quiet` ones are notes in small print. Each writer escapes hostile text itself."""

    paragraphs: tuple[str, ...]
    title: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class BriefingFigure:
    """One figure: the current `value`, its `change` on the previous period and its five-year `range`, all in words; `help` defines it."""

    title: str
    value: str
    change: str
    range: str
    help: str


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Key figures side by side."""

    title: str
    items: tuple[BriefingFigure, ...]
    notes: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """One row per figure."""
        return pd.DataFrame(
            [(figure.title, figure.value, figure.change, figure.range) for figure in self.items],
            columns=["figure", "now", "change", "range"],
        )


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A chart or map, with the titles of the sources it is based on."""

    description: Description
    sources: tuple[str, ...]

    @property
    def title(self) -> str:
        """The description's title with its unit, where the title does not name it already: `Share of incidents …` does."""
        title, unit = self.description.title, self.description.unit
        named = unit.lower().split(" ")[0] in re.findall(r"\w+", title.lower())
        return title if named or not unit or title.endswith(")") else f"{title} ({unit})"

    @property
    def notes(self) -> tuple[str, ...]:
        return (*self.description.footnotes, *sources_note(self.sources))


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its `share` of the width and its alignment; numbers are aligned right."""

    title: str
    share: float
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of texts. `name` identifies it; `empty` stands in for the rows where there are none."""

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    empty: str = "Nothing to show here."

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame(list(self.rows), columns=[column.title for column in self.columns])


PageBlock = KeyFigures | Exhibit | TextTable


@dataclass(frozen=True, slots=True)
class Page:
    """One slide of a short document: `title` is a sentence that states the finding, everything else proves it.

    `figures` stand on top, then `exhibit` with `table` or `points` beside it; `notes` are small print. With `has_leads` the words of a
    point up to its first colon are its lead, set in bold.
    """

    title: str
    points: tuple[str, ...] = ()
    figures: KeyFigures | None = None
    exhibit: Exhibit | None = None
    table: TextTable | None = None
    notes: tuple[str, ...] = ()
    has_leads: bool = False

    @property
    def blocks(self) -> tuple[PageBlock, ...]:
        """What of the page holds figures, in order."""
        return tuple(block for block in (self.figures, self.exhibit, self.table) if block is not None)

    @property
    def footnotes(self) -> tuple[str, ...]:
        """All small print of the page, each once."""
        return tuple(dict.fromkeys([*(note for block in self.blocks for note in block.notes), *self.notes]))


Block = Paragraphs | PageBlock | Page


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its blocks, in order."""

    code: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def parts(self) -> tuple[Paragraphs | PageBlock, ...]:
        """The blocks, with pages taken apart."""
        apart: list[Paragraphs | PageBlock] = []
        for block in self.blocks:
            if isinstance(block, Page):
                apart += [*([Paragraphs(block.points)] if block.points else []), *block.blocks]
            else:
                apart.append(block)
        return tuple(apart)


@dataclass(frozen=True, slots=True)
class Document:
    """A briefing, ready to be written in any format.

    `stamp` dates the data, `banner` warns that they are simulated (else empty), `scope` says in words which incidents are
    covered, and `last_page` what was withheld and which sources must be credited.
    """

    settings: BriefingSettings
    period: tuple[date, date]
    scope: str
    stamp: str
    as_of: str
    snapshot: str
    banner: str
    sections: tuple[Section, ...]
    last_page: tuple[str, ...]
    file_stem: str

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        return tuple(block for section in self.sections for block in section.parts if isinstance(block, Exhibit))

    @property
    def tables(self) -> tuple[TextTable, ...]:
        return tuple(block for section in self.sections for block in section.parts if isinstance(block, TextTable))

    @property
    def is_paged(self) -> bool:
        """True when it consists of pages alone: it then needs no cover."""
        return bool(self.sections) and all(isinstance(block, Page) for section in self.sections for block in section.blocks)

    @property
    def is_closed(self) -> bool:
        """True when its pages credit their sources and say what is left out: it then needs no last page for that."""
        return self.is_paged and any(section.code in CLOSING_SECTIONS for section in self.sections)


def split_lead(text: str) -> tuple[str, str]:
    """A point's lead with its colon, and the rest; no lead where there is no colon."""
    lead, colon, rest = text.partition(":")
    return (f"{lead}:", rest.strip()) if colon else ("", text)


def with_words(block: Block, rewrite: Callable[[str], str]) -> Block:
    """The block with `rewrite` applied to the project's own words: titles, paragraphs and notes, never to text from reports."""

    def rewrite_all(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(rewrite(text) for text in texts)

    if isinstance(block, Paragraphs):
        return replace(block, paragraphs=rewrite_all(block.paragraphs), title=rewrite(block.title))
    if isinstance(block, Page):
        inner = {name: with_words(part, rewrite) for name in ("figures", "exhibit", "table") if (part := getattr(block, name)) is not None}
        texts = {name: rewrite_all(getattr(block, name)) for name in ("points", "notes")}
        return replace(block, title=rewrite(block.title), **texts, **inner)  # type: ignore[arg-type]
    if isinstance(block, Exhibit):
        before = block.description
        after = replace(before, title=rewrite(before.title), footnotes=rewrite_all(before.footnotes), alt=rewrite(before.alt))
        return replace(block, description=after)
    if isinstance(block, KeyFigures):
        items = tuple(replace(figure, change=rewrite(figure.change), range=rewrite(figure.range)) for figure in block.items)
        return replace(block, title=rewrite(block.title), notes=rewrite_all(block.notes), items=items)
    # Rows of a table hold ships' names and places: what looks like a date there stays as it was reported.
    return replace(block, title=rewrite(block.title), notes=rewrite_all(block.notes))
