"""Figures of linkage as lines of text and as a file that pages can show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from data_pipeline.linkage.evaluate import Figures
from data_pipeline.linkage.measures import Interval
from warehouse.contract.snapshot import Snapshot, write_atomically

FILE: Final = Path("quality") / "links.json"
UNSURE_NOTE: Final = (
    "Pairs that readers were unsure of are left out. Pairs that we are unsure of count as not linked; the last two columns say\n"
    "how many of them are matches and how many are not. Intervals: 95% (Wilson)."
)


def lines(figures: Sequence[Figures]) -> list[str]:
    """Pairs, then clusters, one line each."""
    width = max([len(_name(one)) for one in figures] or [0]) + 2
    counted = f"{'matches':>8}{'nonmatches':>11}{'right':>7}{'wrong':>7}{'missed':>7}"
    measured = f"{'precision':<18}{'recall':<18}{'F1':<18}"
    head = f"{'':<{width}}{counted}  {measured}{'unsure: same':>12}{'apart':>7}"
    found = [head]
    for one in figures:
        c = one.counts
        measures = (
            _with_interval(c.precision, c.precision_interval),
            _with_interval(c.recall, c.recall_interval),
            _with_interval(c.f1, c.f1_interval),
        )
        shown = "".join(f"{text:<18}" for text in measures)
        nonmatches = "-" if c.nonmatches is None else f"{c.nonmatches:,}"
        counts = f"{c.matches:>8,}{nonmatches:>11}{c.right:>7,}{c.wrong:>7,}{c.missed:>7,}"
        found.append(f"{_name(one):<{width}}{counts}  {shown}{c.unsure_same:>12,}{c.unsure_apart:>7,}")
    return found + _cluster_lines(figures, width)


def _cluster_lines(figures: Sequence[Figures], width: int) -> list[str]:
    if not any(one.clusters for one in figures):
        return []
    columns = f"{'reports':>8}{'true':>8}{'ours':>8}{'exact':>8}{'exact P':>9}{'exact R':>9}{'B3 P':>8}{'B3 R':>8}{'B3 F1':>8}"
    found = ["", f"{'clusters':<{width}}{columns}"]
    for one in figures:
        if c := one.clusters:
            counts = f"{c.elements:>8,}{c.true:>8,}{c.ours:>8,}{c.exact:>8,}"
            exact = f"{_share(c.exact_precision):>9}{_share(c.exact_recall):>9}"
            b3 = f"{_share(c.b3_precision):>8}{_share(c.b3_recall):>8}{_share(c.b3_f1):>8}"
            found.append(f"{_name(one):<{width}}{counts}{exact}{b3}")
    return found


def write(data: Path, figures: Iterable[Figures], snapshot: Snapshot, labels: str, remarks: Sequence[str] = ()) -> Path:
    """Write the figures to `quality/links.json` of the data folder; returns the file.

    `{measured_at, snapshot, published_at, simulated, labels, unsure, remarks, figures: [...]}`; a figure has `group`, `name`, `part`,
    the counts, `precision`, `recall`, `f1` each with `_low` and `_high` (95%), and `clusters` where clusters were compared. What
    is unknown is null.
    """
    content = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "snapshot": snapshot.id,
        "published_at": snapshot.published_at.isoformat(),
        "simulated": snapshot.is_demo,
        "labels": labels,
        "unsure": UNSURE_NOTE.replace("\n", " "),
        "remarks": list(remarks),
        "figures": [as_json(one) for one in figures],
    }
    file = data / FILE
    file.parent.mkdir(exist_ok=True)
    write_atomically(file, orjson.dumps(content, option=orjson.OPT_INDENT_2))
    return file


def as_json(one: Figures) -> dict[str, Any]:
    """One line as plain values; orjson writes what is not a number as null."""
    c = one.counts
    found: dict[str, Any] = {
        "group": one.group, "name": one.name, "part": one.part, "matches": c.matches, "nonmatches": c.nonmatches, "right": c.right,
        "wrong": c.wrong, "missed": c.missed, "unsure_same": c.unsure_same, "unsure_apart": c.unsure_apart,
    }  # fmt: skip
    for name, value, (low, high) in (
        ("precision", c.precision, c.precision_interval),
        ("recall", c.recall, c.recall_interval),
        ("f1", c.f1, c.f1_interval),
    ):
        found |= {name: value, f"{name}_low": low, f"{name}_high": high}
    if k := one.clusters:
        found["clusters"] = {
            "reports": k.elements, "true": k.true, "ours": k.ours, "exact": k.exact, "exact_precision": k.exact_precision,
            "exact_recall": k.exact_recall, "b3_precision": k.b3_precision, "b3_recall": k.b3_recall, "b3_f1": k.b3_f1,
        }  # fmt: skip
    return found


def _name(one: Figures) -> str:
    return " ".join(filter(None, (one.group, one.name))) + (f": {one.part}" if one.part else "")


def _with_interval(value: float, interval: Interval) -> str:
    return "-" if math.isnan(value) else f"{value:.3f} ({interval[0]:.2f}-{interval[1]:.2f})"


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}"
