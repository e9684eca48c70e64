"""What table `links` says of a pair, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_pipeline.linkage.evaluate import Judged, Pair
from warehouse.contract.snapshot import Snapshot

_COLUMNS: Final = ("report_a", "report_b", "weight", "probability", "outcome", "reason", "evidence", "rivals")
Link = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ours:
    """Our side of a judged pair."""

    outcome: str
    weight: float | None
    probability: float | None
    reason: str
    evidence: str
    rivals: str


def links_among(snapshot: Snapshot, reports: Collection[str]) -> dict[Pair, Link]:
    """The judged pairs of `snapshot` whose reports are both among `reports`."""
    ids = sorted(reports)
    table = pq.read_table(snapshot.path("links"), columns=list(_COLUMNS))
    known = pc.and_(*(pc.is_in(table[side], value_set=pa.array(ids, pa.string())) for side in ("report_a", "report_b")))
    return {(row["report_a"], row["report_b"]): row for row in table.filter(known).to_pylist()}


def unsure_pairs(links: Mapping[Pair, Link]) -> set[Pair]:
    """The pairs that the engine is unsure of."""
    return {pair for pair, link in links.items() if link["outcome"] == "unsure"}


def ours(judged: Judged, links: Mapping[Pair, Link]) -> Ours:
    """What the links say of a judged pair; pairs never judged by themselves are told as such."""
    link = links.get(judged.reports)
    if judged.reports[0] == judged.reports[1]:
        return Ours("linked", None, None, "both keys name one report", "", "")
    if link is None:
        how = "linked through other reports" if judged.linked else "never came close"
        return Ours("linked" if judged.linked else "not_linked", None, None, how, "", "")
    outcome = "linked" if judged.linked else link["outcome"]
    through = "" if outcome == link["outcome"] else f"; the pair by itself: {link['outcome']}"
    return Ours(
        outcome, link["weight"], link["probability"], link["reason"] + through, in_words(link["evidence"]), ", ".join(link["rivals"])
    )


def in_words(evidence: str) -> str:
    """`[{feature, level, weight}]` as `ship name: same name +8.0; day: 3 days apart -2.1`, the weightiest first."""
    said = sorted(orjson.loads(evidence or "[]"), key=lambda one: -abs(one["weight"]))
    return "; ".join(f"{one['feature']}: {one['level']} {one['weight']:+.1f}" for one in said)
