"""Links, decisions and doubts of invented incidents: linked pairs, unsure ones with rivals, some kept apart, a report of two ships.

Of the incidents with a second report one in five repeats the first body's report and says so, one in eleven hangs on
a weak link. One in forty of the others has an unsure pair with the incident after it. A few analysts' decisions, one
of each verdict, stand where there are incidents enough.
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
    """Which reports make which incidents. `of` and `body`: incident number and body of every report, sorted by incident."""

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


def link(body: Indices, second: Any) -> Linkage:
    """Links among incidents first reported by `body`, those in `second` by the next body too."""
    n = len(body)
    again, alone = np.flatnonzero(second), np.flatnonzero(~second)
    of = np.concatenate([np.arange(n), again])
    bodies = np.concatenate([body, (body[again] + 1) % len(BODIES)])
    order = np.argsort(of, kind="stable")
    after = alone[alone > 0]
    other = (body[after - 1] + 1) % len(BODIES)
    shares = after[second[after - 1] & (other != body[after])][::60]
    made = Linkage(of[order], bodies[order], body, shares)
    for incident in shares.tolist():
        made.doubt(incident, "shared_report")
        made.doubt(incident - 1, "shared_report")
    for incident in again[again % 11 == 0].tolist():
        made.doubt(incident, "weak_link")
    free = np.setdiff1d(alone[:-1], np.union1d(shares, shares - 1))
    _judge_doubtful(made, free[free + 1 < n][::40].tolist())
    if len(again) > 4 and len(free) > 12:
        _decide(made, again[again % 11 > 0].tolist(), free[free % 40 > 2].tolist())
    return made


def _judge_doubtful(made: Linkage, incidents: list[int]) -> None:
    for number, incident in enumerate(incidents):
        a, b = made.report(incident), made.report(incident + 1)
        if number % 3 == 2:
            made.links.append(_pair(a, b, "not_linked", "rival", CONTRADICTS, 0.03, [made.report(incident - 1)]))
            continue
        reason, rivals = ("rivals_close", [made.report(incident - 1)]) if number % 3 else ("model", [])
        made.links.append(_pair(a, b, "unsure", reason, DOUBTFUL, 0.55, rivals))
        for one in (incident, incident + 1):
            made.doubt(one, "unsure_link", *(["rivals_close"] if rivals else []))


def _decide(made: Linkage, paired: list[int], alone: list[int]) -> None:
    """One decision of each verdict and state, and what follows from it."""
    joined, checked, doubted, again = paired[:4]
    both = [[made.report(one), made.report(one, True)] for one in (joined, checked, doubted, again)]
    one, two, three, four = (made.report(incident) for incident in alone[-4:])
    same = _decision(made, "same", both[0], why="The master's statement names both.")
    made.decided[joined] = same
    _decision(made, "verified", both[1], why="Spoke to the operator.")
    made.status[checked] = "verified"
    _decision(made, "disputed", both[2], why="The flag state denies it.")
    made.status[doubted] = "disputed"
    taken_back = _decision(made, "unfounded", both[3], state="undone", why="Thought to be a drill.")
    _decision(made, "undo", [], undoes=taken_back, why="It was none.")
    apart = _decision(made, "different", [one], [two], why="Two ships, two berths.")
    made.links.append(_pair(one, two, "not_linked", "decision", DOUBTFUL, 0.5, [], apart))
    _decision(made, "same", [three, four], state="contradicted", why="Same night.")
    _decision(made, "different", [three], [four], state="contradicted", why="Other crew.")
    made.links.append(_pair(three, four, "unsure", "contradicted", DOUBTFUL, 0.5, []))
    for incident in alone[-2:]:
        made.doubt(incident, "unsure_link", "decisions_contradict")
    _decision(made, "same", [one, "coast_desk:withdrawn"], state="not_applicable", why="The desk says so.")


def _decision(made: Linkage, verdict: str, group_a: list[str], group_b: list[str] | None = None, *, state: str = "in_force",
              undoes: str | None = None, why: str) -> str:  # fmt: skip
    reasons = {
        "undone": "Taken back.",
        "contradicted": "Another decision says the opposite.",
        "not_applicable": "A report is not published.",
    }
    number = len(made.decisions) + 1
    made.decisions.append({
        "decision_id": f"decision-{number:03}", "made_at": FIRST_DECISION + timedelta(hours=number), "who": "A. Analyst",
        "verdict": verdict, "group_a": group_a, "group_b": group_b or [], "why": why, "undoes": undoes,
        "state": state, "state_reason": reasons.get(state),
    })  # fmt: skip
    return str(made.decisions[-1]["decision_id"])


def _pair(
    a: str, b: str, outcome: str, reason: str, evidence: Any, probability: float, rivals: list[str], decision: str | None = None
) -> dict[str, Any]:
    a, b = sorted([a, b])
    kind = "reissue" if a.split(":")[0] == b.split(":")[0] else "between"
    return {
        "report_a": a, "report_b": b, "kind": kind, "weight": _weight(evidence), "probability": probability, "outcome": outcome,
        "reason": reason, "evidence": told(evidence), "days_apart": 1.0, "distance_km": 12.0, "rivals": rivals, "decision_id": decision,
    }  # fmt: skip


def told(evidence: Any) -> str:
    """Evidence as table `links` holds it."""
    return json.dumps([{"feature": feature, "level": level, "weight": weight} for feature, level, weight in evidence])


def _weight(evidence: Any) -> float:
    return round(float(sum(weight for _, _, weight in evidence)) - 6, 2)


def links_table(made: Linkage, reports: pa.Array) -> pa.Table:
    """Table `links`: the pairs that make incidents, those of shared reports, and the doubtful ones. `reports`: ids as in `made.of`."""
    second = np.flatnonzero(made.of[1:] == made.of[:-1]) + 1
    at = np.flatnonzero(np.isin(made.of[second], made.shares - 1))
    ends = np.searchsorted(made.of, made.shares)
    one = pa.chunked_array([reports.take(pa.array(second - 1)), reports.take(pa.array(ends))]).combine_chunks()
    two = pa.chunked_array([reports.take(pa.array(second)), reports.take(pa.array(second[at]))]).combine_chunks()
    swapped = pc.greater(one, two)
    incident = np.concatenate([made.of[second], made.shares])
    weak = (incident % 11 == 0) & (np.arange(len(incident)) < len(second))
    decision = pa.array([made.decided.get(number) for number in incident.tolist()], pa.string())
    n = len(incident)
    columns: dict[str, Any] = {
        "report_a": pc.if_else(swapped, two, one), "report_b": pc.if_else(swapped, one, two), "kind": pa.repeat("between", n),
        "weight": pa.array(np.where(weak, 2.6, _weight(AGREES))), "probability": pa.array(np.where(weak, 0.86, 0.97)),
        "outcome": pa.repeat("linked", n), "reason": pc.if_else(pc.is_valid(decision), "decision", "model"),
        "evidence": pa.repeat(told(AGREES), n), "days_apart": pa.repeat(0.0, n), "distance_km": pa.repeat(0.0, n),
        "rivals": pa.array([[]], pa.list_(pa.string())).take(pa.array(np.zeros(n, np.int64))), "decision_id": decision,
    }  # fmt: skip
    schema = LINKS.arrow()
    linked = pa.table({name: columns[name] for name in schema.names}).cast(schema)
    return pa.concat_tables([linked, pa.Table.from_pylist(made.links, schema=schema)]).sort_by(
        [("report_a", "ascending"), ("report_b", "ascending")]
    )
