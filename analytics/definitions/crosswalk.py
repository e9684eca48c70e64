"""The same incidents counted as each body counts: IMB, IMO, ReCAAP, BMP5, beside the figures that they published.

The definitions are data (`definitions.toml`), in the codes of the taxonomy; the published figures are data with their
source (`published_figures.csv`). Differences are explained from the counts: what a definition leaves out and why, and how
many of the incidents counted the body itself is known to hold.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY

FOLDER: Final = Path(__file__).parent
UNSTATED: Final = "not_stated"

_BMP_CLASS: Final = {
    "hijacked": "hijack",
    "kidnapping": "boarding",
    "boarded": "boarding",
    "fired_upon": "attack",
    "struck": "attack",
    "attempted": "approach",
    "suspicious": "approach",
}
# UNCLOS 101 knows piracy on the high seas only; the same act in a port or in territorial waters is armed robbery (A.1025(26)).
_WATERS_CLASS: Final = {"international": "piracy", "territorial": "robbery", "port_area": "robbery", "unknown": UNSTATED}

CLASSES: Final[dict[str, dict[str, str]]] = {
    "act": {
        **{code: ACT[code].title for code in ("boarded", "attempted", "fired_upon", "hijacked", "kidnapping")},
        UNSTATED: "Act not stated",
    },
    "waters": {"piracy": "Piracy (high seas)", "robbery": "Armed robbery (a state's waters)", UNSTATED: "Waters not known"},
    "severity": {**{str(level): code.title for level, code in SEVERITY.items()}, UNSTATED: "Not categorised: facts too few"},
    "bmp": {"hijack": "Hijack", "boarding": "Illegal boarding", "attack": "Attack", "approach": "Approach", UNSTATED: "Act not stated"},
}
"""The classes of each way of classifying, in the order shown."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What one body counts: categories, acts and regions (empty: everywhere), and how it classifies them (a key of CLASSES)."""

    code: str
    title: str
    body: str
    counts: str
    reference: str
    categories: tuple[str, ...]
    acts: tuple[str, ...]
    unstated_act: bool
    classes: str
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure that a body published; `least` and `most` differ where it was revised."""

    definition: str
    scope: str
    year: int
    least: int
    most: int
    source: str


@cache
def definitions() -> dict[str, Definition]:
    """The definitions by code."""
    read = _read_definitions()
    by_code = {}
    for code, facts in read.items():
        if code != "scopes":
            lists = {name: tuple(facts.get(name, ())) for name in ("categories", "acts", "regions")}
            by_code[code] = Definition(code, **{**facts, **lists})
    return by_code


@cache
def scopes() -> dict[str, tuple[str, ...]]:
    """The waters that published figures are given for: sea regions by name of the scope; empty for the world."""
    regions_by_scope: dict[str, Any] = _read_definitions()["scopes"]
    return {
        name: definitions()[regions].regions if isinstance(regions, str) else tuple(regions) for name, regions in regions_by_scope.items()
    }


@cache
def published_figures() -> tuple[PublishedFigure, ...]:
    """The figures that the bodies published."""
    with (FOLDER / "published_figures.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(
        PublishedFigure(row["definition"], row["scope"], int(row["year"]), int(row["least"]), int(row["most"]), row["source"])
        for row in rows
    )


@cache
def _read_definitions() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "definitions.toml").read_text(encoding="utf-8"))


def classified_by(cells: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """`cells` (of `queries.gap.definition_cells`) with `counted` as a class, "" where left out, and `why_not` as a reason.

    The reasons, in the order in which they are checked: `waters` (outside the body's area), `category:<code>`, `act:<code>`.
    """
    category, act = cells["category"].astype(str), cells["act"].fillna(UNSTATED).astype(str)
    acts = {*definition.acts, *([UNSTATED] if definition.unstated_act else [])}
    outside = ~cells["sea_region"].isin(definition.regions) if definition.regions else pd.Series(False, index=cells.index)
    other_category, other_act = ~category.isin(definition.categories), ~act.isin(acts)
    # The first reason that applies is given: an incident elsewhere is outside the waters, whatever kind it was.
    why = np.select([outside, other_category, other_act], ["waters", "category:" + category, "act:" + act], default="")
    return cells.assign(counted=np.where(why == "", _class_of_each(cells, act, definition.classes), ""), why_not=why)


def _class_of_each(cells: pd.DataFrame, act: pd.Series[Any], how: str) -> pd.Series[Any]:
    if how == "waters":
        return cells["waters"].map(_WATERS_CLASS).fillna(UNSTATED)
    if how == "severity":
        return cells["severity"].map(lambda level: UNSTATED if pd.isna(level) else str(int(level)))
    if how == "bmp":
        return act.map(_BMP_CLASS).fillna(UNSTATED)
    return act.where(act.isin(list(CLASSES["act"])), UNSTATED)


@dataclass(frozen=True, slots=True)
class YearCount:
    """One year by one definition: counts by class, how many of them the body itself holds, and what it published."""

    year: int
    by_class: Mapping[str, int]
    counted: int
    own: int
    published: PublishedFigure | None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All years by one definition in one scope, and what it leaves out (reason to incidents) of `known` incidents there."""

    definition: Definition
    scope: str
    years: tuple[YearCount, ...]
    known: int
    counted: int
    left_out: Mapping[str, int]


def count_by_definition(
    cells: pd.DataFrame, definition: Definition, scope: str = "world", beside: Sequence[PublishedFigure] | None = None
) -> Crosswalk:
    """Count `cells` as the body would, in the waters of `scope`, beside the figures `beside` (None: all that were published)."""
    regions = scopes()[scope]
    inside = cells[cells["sea_region"].isin(regions)] if regions else cells
    classified = classified_by(inside, definition)
    counted, left_out = classified[classified["counted"] != ""], classified[classified["why_not"] != ""]
    own = f"of_{definition.code}"
    # Only what the body published by this definition and for these waters may stand beside the count.
    figures = {
        figure.year: figure
        for figure in (published_figures() if beside is None else beside)
        if (figure.definition, figure.scope) == (definition.code, scope)
    }
    # Every year in between, also those without an incident: a year that is missing from an axis would read as not watched.
    years = []
    for year in range(int(inside["year"].min()), int(inside["year"].max()) + 1) if len(inside) else ():
        of_year = counted[counted["year"] == year]
        by_class = {str(name): int(n) for name, n in of_year.groupby("counted")["incidents"].sum().items()}
        # BMP5 is a manual, not a reporting body: no incident comes from it.
        had = int(of_year.loc[of_year[own], "incidents"].sum()) if own in of_year else 0
        years.append(YearCount(year, by_class, sum(by_class.values()), had, figures.get(year)))
    reasons = {str(why): int(n) for why, n in left_out.groupby("why_not")["incidents"].sum().sort_values(ascending=False).items()}
    return Crosswalk(definition, scope, tuple(years), int(inside["incidents"].sum()), int(counted["incidents"].sum()), reasons)


def counts_by_region(cells: pd.DataFrame) -> pd.DataFrame:
    """Incidents per sea region (rows, most first) by each definition (columns, codes), and `known` before any."""
    columns = {"known": cells.groupby("sea_region")["incidents"].sum()}
    for code, definition in definitions().items():
        counted = classified_by(cells, definition)
        columns[code] = counted[counted["counted"] != ""].groupby("sea_region")["incidents"].sum()
    table = pd.DataFrame(columns).fillna(0).astype(int)
    return table.sort_values("known", ascending=False, kind="stable")


def reason_title(why: str) -> str:
    """A reason for leaving out, in a reader's words."""
    if why == "waters":
        return "outside its waters"
    kind, _, code = why.partition(":")
    if kind == "category":
        return CATEGORY[code].title.lower() if code in CATEGORY else code
    return "act not stated" if code == UNSTATED else f"act “{ACT[code].title.lower()}”" if code in ACT else code
