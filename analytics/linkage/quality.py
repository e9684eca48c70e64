"""How good linkage is on labels made by hand, as kept by `python -m bench quality --write`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL

FILE: Final = Path(__file__).parent / "linkage_quality.json"
SETS: Final[dict[str, tuple[str, str]]] = {
    "own": (
        "Labels of this project",
        "fifty pairs at the margin of linking, and windows of a region and quarter, labelled for this project",
    ),
    "shared": (
        "Labels beside the real files",
        "pairs and windows that a reader labelled from both records and their rivals; half of them are rivals, repeats and wrong facts",
    ),
}
PARTS: Final = ("", "between sources")
NAMES: Final[dict[tuple[str, str], str]] = {
    ("pair set", "asam_asam"): "Pairs within ASAM",
    ("pair set", "asam_imb"): "Pairs ASAM with IMB",
    ("pair set", "imb_imb"): "Pairs within IMB",
    ("pair set", "margin"): "Pairs at the margin",
    ("re-issues", "asam"): "Re-issues within ASAM",
    ("re-issues", "imb_crime_at_sea"): "Re-issues within IMB",
}
LEAST: Final = {"precision": 0.97, "recall": 0.92}
"""What linkage between ASAM and IMB is to reach."""


@cache
def saved() -> dict[str, Any] | None:
    """The figures that are kept; None when none are."""
    if not FILE.exists():
        return None
    found: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return found


def chart(said: dict[str, Any], labels: str, measure: str) -> Chart:
    """Precision or recall of each set of labels, with its 95% interval."""
    rows = [one for one in said["sets"][labels] if one["part"] in PARTS and one[measure] is not None]
    title, meaning = SETS[labels]
    what = {"precision": "linked pairs that are the same incident", "recall": "pairs of one incident that are linked"}[measure]
    of = {"precision": ("right", "wrong"), "recall": ("right", "missed")}[measure]
    values = tuple(one[measure] for one in rows)
    said_of = ", ".join(f"{_name(one)} {one[measure]:.0%}" for one in rows)
    return Chart(
        name=f"linkage_{measure}_{labels}",
        title=f"{title}: share of {what} ({measure})",
        unit="share of pairs",
        place_title="Labels",
        places=tuple(_name(one) for one in rows),
        series=(
            Series(
                f"{measure.capitalize()}, with 95% interval", "dot", values, ("#2B7FBA",),
                tuple(one[f"{measure}_low"] for one in rows), tuple(one[f"{measure}_high"] for one in rows), measure,
            ),
            *(Series(name.capitalize(), "number", tuple(float(one[name]) for one in rows), (NEUTRAL,), label=name) for name in of),
        ),
        alt=f"Dots of {measure} with intervals: {said_of}.",
        across=True,
        percent=True,
        most=1.0,
        marks=(Mark(LEAST[measure], ""),),
        footnotes=(
            f"Labels: {meaning}. Wilson intervals. Dashed: {LEAST[measure]:.0%}, what linkage between ASAM and IMB is to reach.",
            "Pairs that readers were unsure of are left out; pairs that linkage is unsure of count as not linked.",
            "These labels were at hand while linkage was made; others may come out worse.",
        ),
        height=height_of_rows(len(rows)),
    )  # fmt: skip


def _name(one: dict[str, Any]) -> str:
    words = NAMES.get((one["group"], one["name"])) or " ".join(
        part for part in (one["group"].capitalize(), one["name"].replace("_", ", ")) if part
    )
    return f"{words}: {one['part']}" if one["part"] else words
