"""Figures of linkage as lines of text, and as the file that pages show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from data_pipeline.linkage.quality.evaluate import LinkageFigures
from data_pipeline.linkage.quality.measures import Interval
from warehouse.contract.files import write_atomically
from warehouse.contract.snapshot import Snapshot

FILE: Final = Path("quality") / "links.json"
UNSURE_NOTE: Final = (
    "Pairs that the labellers were unsure of are left out. Pairs that we are unsure of count as not linked; the last two columns\n"
    "say how many of them are matches and how many are not. Intervals: 95% (Wilson)."
)


def figure_lines(figures: Sequence[LinkageFigures]) -> list[str]:
    """A heading, then one line a figure: its pairs, and below them the clusters where clusters were compared."""
    width = max([len(_line_name(figure)) for figure in figures] or [0]) + 2
    counted = f"{'matches':>8}{'nonmatches':>11}{'right':>7}{'wrong':>7}{'missed':>7}"
    measured = f"{'precision':<18}{'recall':<18}{'F1':<18}"
    lines = [f"{'':<{width}}{counted}  {measured}{'unsure: same':>12}{'apart':>7}"]
    for figure in figures:
        counts = figure.counts
        measures = (
            _with_interval(counts.precision, counts.precision_interval),
            _with_interval(counts.recall, counts.recall_interval),
            _with_interval(counts.f1, counts.f1_interval),
        )
        nonmatches = "-" if counts.nonmatches is None else f"{counts.nonmatches:,}"
        numbers = f"{counts.matches:>8,}{nonmatches:>11}{counts.right:>7,}{counts.wrong:>7,}{counts.missed:>7,}"
        shares = "".join(f"{text:<18}" for text in measures)
        lines.append(f"{_line_name(figure):<{width}}{numbers}  {shares}{counts.unsure_same:>12,}{counts.unsure_apart:>7,}")
    return lines + _cluster_lines(figures, width)


def _cluster_lines(figures: Sequence[LinkageFigures], width: int) -> list[str]:
    if not any(figure.clusters for figure in figures):
        return []
    columns = f"{'reports':>8}{'true':>8}{'ours':>8}{'exact':>8}{'exact P':>9}{'exact R':>9}{'B3 P':>8}{'B3 R':>8}{'B3 F1':>8}"
    lines = ["", f"{'clusters':<{width}}{columns}"]
    for figure in figures:
        if clusters := figure.clusters:
            numbers = f"{clusters.elements:>8,}{clusters.true:>8,}{clusters.ours:>8,}{clusters.exact:>8,}"
            exact = f"{_three_decimals(clusters.exact_precision):>9}{_three_decimals(clusters.exact_recall):>9}"
            b3 = "".join(f"{_three_decimals(share):>8}" for share in (clusters.b3_precision, clusters.b3_recall, clusters.b3_f1))
            lines.append(f"{_line_name(figure):<{width}}{numbers}{exact}{b3}")
    return lines


def write_figures(data: Path, figures: Iterable[LinkageFigures], snapshot: Snapshot, labels: str, remarks: Sequence[str] = ()) -> Path:
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
        "figures": [figure_as_json(figure) for figure in figures],
    }
    file = data / FILE
    file.parent.mkdir(exist_ok=True)
    write_atomically(file, orjson.dumps(content, option=orjson.OPT_INDENT_2))
    return file


def figure_as_json(figure: LinkageFigures) -> dict[str, Any]:
    """One line as plain values; orjson writes NaN as null."""
    counts = figure.counts
    values: dict[str, Any] = {
        "group": figure.group, "name": figure.name, "part": figure.part, "matches": counts.matches, "nonmatches": counts.nonmatches,
        "right": counts.right, "wrong": counts.wrong, "missed": counts.missed, "unsure_same": counts.unsure_same,
        "unsure_apart": counts.unsure_apart,
    }  # fmt: skip
    for name, share, (low, high) in (
        ("precision", counts.precision, counts.precision_interval),
        ("recall", counts.recall, counts.recall_interval),
        ("f1", counts.f1, counts.f1_interval),
    ):
        values |= {name: share, f"{name}_low": low, f"{name}_high": high}
    if clusters := figure.clusters:
        values["clusters"] = {
            "reports": clusters.elements, "true": clusters.true, "ours": clusters.ours, "exact": clusters.exact,
            "exact_precision": clusters.exact_precision, "exact_recall": clusters.exact_recall,
            "b3_precision": clusters.b3_precision, "b3_recall": clusters.b3_recall, "b3_f1": clusters.b3_f1,
        }  # fmt: skip
    return values


def _line_name(figure: LinkageFigures) -> str:
    return " ".join(filter(None, (figure.group, figure.name))) + (f": {figure.part}" if figure.part else "")


def _with_interval(share: float, interval: Interval) -> str:
    return "-" if math.isnan(share) else f"{share:.3f} ({interval[0]:.2f}-{interval[1]:.2f})"


def _three_decimals(share: float) -> str:
    return "-" if math.isnan(share) else f"{share:.3f}"
