"""How good linkage is on hand-made labels, as stored by `python -m bench quality --write`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL

FILE: Final = Path(__file__).parent / "linkage_quality.json"
LABEL_SETS: Final[dict[str, tuple[str, str]]] = {
    "own": (
        "Labels of this project",
        "fifty borderline pairs, and all pairs in windows of one region and quarter, labelled for this project",
    ),
    "shared": (
        "Labels supplied with the real files",
        "pairs and windows labelled by a reader from both records and their rivals; half of them are rivals, repeats and wrong facts",
    ),
}
# All pairs of a set, and those between two sources: links within one source say little about recognising other bodies' reports.
PARTS_SHOWN: Final = ("", "between sources")
GROUP_TITLES: Final[dict[tuple[str, str], str]] = {
    ("pair set", "asam_asam"): "Pairs within ASAM",
    ("pair set", "asam_imb"): "Pairs ASAM with IMB",
    ("pair set", "imb_imb"): "Pairs within IMB",
    ("pair set", "margin"): "Borderline pairs",
    ("re-issues", "asam"): "Re-issues within ASAM",
    ("re-issues", "imb_crime_at_sea"): "Re-issues within IMB",
}
TARGETS: Final = {"precision": 0.97, "recall": 0.92}
"""Targets for linkage between ASAM and IMB."""


@cache
def saved_quality() -> dict[str, Any] | None:
    """The stored figures; None if there are none."""
    if not FILE.exists():
        return None
    stored: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return stored


def quality_chart(stored: dict[str, Any], labels: str, measure: str) -> Chart:
    """Precision or recall on each set of labels, with its 95% interval. `labels` is a key of LABEL_SETS."""
    rows = [row for row in stored["sets"][labels] if row["part"] in PARTS_SHOWN and row[measure] is not None]
    title, meaning = LABEL_SETS[labels]
    meaning_of_share = {"precision": "linked pairs that are the same incident", "recall": "pairs of one incident that are linked"}[measure]
    of = {"precision": ("right", "wrong"), "recall": ("right", "missed")}[measure]
    values = tuple(row[measure] for row in rows)
    said_of = ", ".join(f"{_labels_title(row)} {row[measure]:.0%}" for row in rows)
    return Chart(
        name=f"linkage_{measure}_{labels}",
        title=f"{title}: share of {meaning_of_share} ({measure})",
        unit="share of pairs",
        place_title="Labels",
        places=tuple(_labels_title(row) for row in rows),
        series=(
            Series(
                f"{measure.capitalize()}, with 95% interval", "dot", values, ("#2B7FBA",),
                tuple(row[f"{measure}_low"] for row in rows), tuple(row[f"{measure}_high"] for row in rows), measure,
            ),
            *(Series(name.capitalize(), "number", tuple(float(row[name]) for row in rows), (NEUTRAL,), label=name) for name in of),
        ),
        alt=f"Dots of {measure} with intervals: {said_of}.",
        across=True,
        percent=True,
        most=1.0,
        marks=(Mark(TARGETS[measure], ""),),
        footnotes=(
            f"Labels: {meaning}. Wilson intervals. Dashed: {TARGETS[measure]:.0%}, the target for linkage between ASAM and IMB.",
            "Pairs that readers were unsure of are left out; pairs that linkage is unsure of count as not linked.",
            "These labels were available while linkage was developed; results on other data may be worse.",
        ),
        height=height_of_rows(len(rows)),
    )  # fmt: skip


def _labels_title(row: dict[str, Any]) -> str:
    words = GROUP_TITLES.get((row["group"], row["name"])) or " ".join(
        part for part in (row["group"].capitalize(), row["name"].replace("_", ", ")) if part
    )
    return f"{words}: {row['part']}" if row["part"] else words
