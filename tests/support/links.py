"""Links, decisions and doubts of invented incidents: linked pairs, unsure pairs with rivals, separated pairs, reports of two ships.

Of the incidents with a second report, one in five repeats the first body's report and says so, and one in eleven rests on a weak link.
One in forty of the others forms an unsure pair with the next incident. Where there are enough incidents there are a few decisions by
analysts, one of each verdict.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tests.support.invented import BODIES, Indices
from warehouse.contract.schema import LINKS

ORIGINS: Final = {"harbour_watch": "demo_navy", "coast_desk": "demo_bureau", "gulf_net": "demo_gulf"}
"""The code of `link_codes.REPORTING_BODY` under which each invented body goes."""

AGREES: Final = (("Ship name", "same ship name", 8.2), ("Time", "same day", 4.1), ("Position", "within 8 km, quiet waters", 5.0))
DOUBTFUL: Final = (
    ("Time", "a day apart", 1.2),
    ("Position", "within 20 km, frequented waters", 2.3),
    ("Type of ship", "different types of ship", -1.9),
)
CONTRADICTS: Final = (("Time", "same day", 4.1), ("Ship name", "different ship names", -6.4), ("Act", "different acts", -2.2))
FIRST_DECISION: Final = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


@dataclass
class Linkage:
    """Which reports make up which incidents. `of` and `body`: incident number and body of every report, sorted by incident."""

    of: Indices
    body: Indices
    first: Indices
    shares: Indices
    links: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    doubts: dict[int, set[str]] = field(default_factory=dict)
    status: dict[int, str] = field(default_factory=dict)
    decided: dict[int, str] = field(default_factory=dict)

    def report(self, incident: int, second: bool = False) -> str:
        body = (int(self.first[incident]) + second) % len(BODIES)
        return f"{list(BODIES)[body]}:{incident}"

    def doubt(self, incident: int, *codes: str) -> None:
        self.doubts.setdefault(incident, set()).update(codes)


def invent_links(body: Indices, second: Any) -> Linkage:
    """Links among incidents first reported by `body`; those in `second` are reported by the next body too."""
    n = len(body)
    again, alone = np.flatnonzero(second), np.flatnonzero(~second)
    incident_of = np.concatenate([np.arange(n), again])
    bodies = np.concatenate([body, (body[again] + 1) % len(BODIES)])
    order = np.argsort(incident_of, kind="stable")
    after = alone[alone > 0]
    other = (body[after - 1] + 1) % len(BODIES)
    shares = after[second[after - 1] & (other != body[after])][::60]
    linkage = Linkage(incident_of[order], bodies[order], body, shares)
    for incident in shares.tolist():
        linkage.doubt(incident, "shared_report")
        linkage.doubt(incident - 1, "shared_report")
    for incident in again[again % 11 == 0].tolist():
        linkage.doubt(incident, "weak_link")
    unlinked = np.setdiff1d(alone[:-1], np.union1d(shares, shares - 1))
    _judge_doubtful(linkage, unlinked[unlinked + 1 < n][::40].tolist())
    if len(again) > 4 and len(unlinked) > 12:
        _add_decisions(linkage, again[again % 11 > 0].tolist(), unlinked[unlinked % 40 > 2].tolist())
    return linkage


def _judge_doubtful(linkage: Linkage, incidents: list[int]) -> None:
    for number, incident in enumerate(incidents):
        a, b = linkage.report(incident), linkage.report(incident + 1)
        if number % 3 == 2:
            linkage.links.append(_link_row(a, b, "not_linked", "rival", CONTRADICTS, 0.03, [linkage.report(incident - 1)]))
            continue
        reason, rivals = ("rivals_close", [linkage.report(incident - 1)]) if number % 3 else ("model", [])
        linkage.links.append(_link_row(a, b, "unsure", reason, DOUBTFUL, 0.55, rivals))
        for doubtful in (incident, incident + 1):
            linkage.doubt(doubtful, "unsure_link", *(["rivals_close"] if rivals else []))


def _add_decisions(linkage: Linkage, paired: list[int], alone: list[int]) -> None:
    """One decision of each verdict and state, with its consequences."""
    joined, checked, doubted, again = paired[:4]
    both = [[linkage.report(incident), linkage.report(incident, True)] for incident in (joined, checked, doubted, again)]
    first, second, third, fourth = (linkage.report(incident) for incident in alone[-4:])
    same = _add_decision(linkage, "same", both[0], why="The master's statement names both.")
    linkage.decided[joined] = same
    _add_decision(linkage, "verified", both[1], why="Spoke to the operator.")
    linkage.status[checked] = "verified"
    _add_decision(linkage, "disputed", both[2], why="The flag state denies it.")
    linkage.status[doubted] = "disputed"
    taken_back = _add_decision(linkage, "unfounded", both[3], state="undone", why="Thought to be a drill.")
    _add_decision(linkage, "undo", [], undoes=taken_back, why="It was none.")
    apart = _add_decision(linkage, "different", [first], [second], why="Two ships, two berths.")
    linkage.links.append(_link_row(first, second, "not_linked", "decision", DOUBTFUL, 0.5, [], apart))
    _add_decision(linkage, "same", [third, fourth], state="contradicted", why="Same night.")
    _add_decision(linkage, "different", [third], [fourth], state="contradicted", why="Other crew.")
    linkage.links.append(_link_row(third, fourth, "unsure", "contradicted", DOUBTFUL, 0.5, []))
    for incident in alone[-2:]:
        linkage.doubt(incident, "unsure_link", "decisions_contradict")
    _add_decision(linkage, "same", [first, "coast_desk:withdrawn"], state="not_applicable", why="The desk says so.")


def _add_decision(linkage: Linkage, verdict: str, group_a: list[str], group_b: list[str] | None = None, *, state: str = "in_force",
              undoes: str | None = None, why: str) -> str:  # fmt: skip
    reasons = {
        "undone": "Taken back.",
        "contradicted": "Another decision says the opposite.",
        "not_applicable": "A report is not published.",
    }
    number = len(linkage.decisions) + 1
    linkage.decisions.append({
        "decision_id": f"decision-{number:03}", "made_at": FIRST_DECISION + timedelta(hours=number), "who": "A. Analyst",
        "verdict": verdict, "group_a": group_a, "group_b": group_b or [], "why": why, "undoes": undoes,
        "state": state, "state_reason": reasons.get(state),
    })  # fmt: skip
    return str(linkage.decisions[-1]["decision_id"])


def _link_row(
    a: str, b: str, outcome: str, reason: str, evidence: Any, probability: float, rivals: list[str], decision: str | None = None
) -> dict[str, Any]:
    a, b = sorted([a, b])
    kind = "reissue" if a.split(":")[0] == b.split(":")[0] else "between"
    return {
        "report_a": a, "report_b": b, "kind": kind, "weight": _total_weight(evidence), "probability": probability, "outcome": outcome,
        "reason": reason, "evidence": evidence_as_json(evidence), "days_apart": 1.0, "distance_km": 12.0, "rivals": rivals,
        "decision_id": decision,
    }  # fmt: skip


def evidence_as_json(evidence: Any) -> str:
    """Evidence in the form of the table `links`."""
    return json.dumps([{"feature": feature, "level": level, "weight": weight} for feature, level, weight in evidence])


def _total_weight(evidence: Any) -> float:
    return round(float(sum(weight for _, _, weight in evidence)) - 6, 2)


def links_table(linkage: Linkage, reports: pa.Array) -> pa.Table:
    """Table `links`: the pairs that make incidents, those of shared reports, and the doubtful ones. `reports`: ids as in `made.of`."""
    second = np.flatnonzero(linkage.of[1:] == linkage.of[:-1]) + 1
    shared_at = np.flatnonzero(np.isin(linkage.of[second], linkage.shares - 1))
    ends = np.searchsorted(linkage.of, linkage.shares)
    first_ids = pa.chunked_array([reports.take(pa.array(second - 1)), reports.take(pa.array(ends))]).combine_chunks()
    second_ids = pa.chunked_array([reports.take(pa.array(second)), reports.take(pa.array(second[shared_at]))]).combine_chunks()
    swapped = pc.greater(first_ids, second_ids)
    incident = np.concatenate([linkage.of[second], linkage.shares])
    weak = (incident % 11 == 0) & (np.arange(len(incident)) < len(second))
    decision = pa.array([linkage.decided.get(number) for number in incident.tolist()], pa.string())
    n = len(incident)
    columns: dict[str, Any] = {
        "report_a": pc.if_else(swapped, second_ids, first_ids), "report_b": pc.if_else(swapped, first_ids, second_ids),
        "kind": pa.repeat("between", n),
        "weight": pa.array(np.where(weak, 2.6, _total_weight(AGREES))), "probability": pa.array(np.where(weak, 0.86, 0.97)),
        "outcome": pa.repeat("linked", n), "reason": pc.if_else(pc.is_valid(decision), "decision", "model"),
        "evidence": pa.repeat(evidence_as_json(AGREES), n), "days_apart": pa.repeat(0.0, n), "distance_km": pa.repeat(0.0, n),
        "rivals": pa.array([[]], pa.list_(pa.string())).take(pa.array(np.zeros(n, np.int64))), "decision_id": decision,
    }  # fmt: skip
    schema = LINKS.arrow()
    linked = pa.table({name: columns[name] for name in schema.names}).cast(schema)
    return pa.concat_tables([linked, pa.Table.from_pylist(linkage.links, schema=schema)]).sort_by(
        [("report_a", "ascending"), ("report_b", "ascending")]
    )
