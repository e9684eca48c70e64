"""What a published snapshot says of incidents and of judged pairs of reports, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from data_pipeline.linkage.quality.evaluate import Incidents, JudgedPair, Pair
from warehouse.contract.snapshot import Snapshot

_COLUMNS: Final = ("report_a", "report_b", "weight", "probability", "outcome", "reason", "evidence", "rivals")
Link = Mapping[str, Any]
"""A row of table `links`."""


@dataclass(frozen=True, slots=True)
class OurJudgement:
    """Our side of a labelled pair; `weight` in bits."""

    outcome: str
    weight: float | None
    probability: float | None
    reason: str
    evidence: str
    rivals: str


def incidents_of(snapshot: Snapshot) -> Incidents:
    """Report id to the incidents that it is part of."""
    table = snapshot.read_table("incident_reports", ["report_id", "incident_id"])
    incidents: dict[str, set[str]] = {}
    for report, incident in zip(table["report_id"].to_pylist(), table["incident_id"].to_pylist(), strict=True):
        incidents.setdefault(report, set()).add(incident)
    return {report: frozenset(of_report) for report, of_report in incidents.items()}


def links_among(snapshot: Snapshot, reports: Collection[str]) -> dict[Pair, Link]:
    """The judged pairs of `snapshot` whose reports are both among `reports`."""
    ids = sorted(reports)
    table = snapshot.read_table("links", _COLUMNS)
    # Filtered in Arrow: the table holds hundreds of thousands of pairs, of which the labels name a few hundred.
    among = pc.and_(*(pc.is_in(table[side], value_set=pa.array(ids, pa.string())) for side in ("report_a", "report_b")))
    return {(row["report_a"], row["report_b"]): row for row in table.filter(among).to_pylist()}


def unsure_pairs(links: Mapping[Pair, Link]) -> set[Pair]:
    """The pairs that the engine is unsure of."""
    return {pair for pair, link in links.items() if link["outcome"] == "unsure"}


def our_judgement(judged: JudgedPair, links: Mapping[Pair, Link]) -> OurJudgement:
    """What the links say of a labelled pair; the reason says so where the pair was never weighed by itself."""
    link = links.get(judged.reports)
    if judged.reports[0] == judged.reports[1]:
        return OurJudgement("linked", None, None, "both keys name one report", "", "")
    if link is None:
        reason = "linked through other reports" if judged.linked else "never came close"
        return OurJudgement("linked" if judged.linked else "not_linked", None, None, reason, "", "")
    outcome = "linked" if judged.linked else link["outcome"]
    # A pair that is doubtful by itself may still be in one incident, joined by reports that both sides fit.
    by_itself = "" if outcome == link["outcome"] else f"; the pair by itself: {link['outcome']}"
    rivals = ", ".join(link["rivals"])
    return OurJudgement(
        outcome, link["weight"], link["probability"], link["reason"] + by_itself, evidence_in_words(link["evidence"]), rivals
    )


def evidence_in_words(evidence: str) -> str:
    """`[{feature, level, weight}]` as `ship name: same name +8.0; day: 3 days apart -2.1`, the heaviest first."""
    comparisons = sorted(orjson.loads(evidence or "[]"), key=lambda compared: -abs(compared["weight"]))
    return "; ".join(f"{compared['feature']}: {compared['level']} {compared['weight']:+.1f}" for compared in comparisons)
