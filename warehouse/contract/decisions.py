"""What analysts decide about links and incidents: one file each in the landing folder, written once and never changed.

    landing/decisions/<time>-<hash>.json

Written by the review page and by `python -m data_pipeline decide`; applied by every run (data_pipeline/linkage/decisions.py).
A decision names reports, not incidents, so it outlives every new linkage; it is taken back by another decision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from warehouse.contract.link_codes import VERDICT
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import write_atomically

FOLDER: Final = "decisions"
MOST_REPORTS: Final = 200
LONGEST_WHO: Final = 120
LONGEST_WHY: Final = 2_000
LONGEST_ID: Final = 200
ON_INCIDENT: Final = frozenset({"verified", "disputed", "unfounded"})
_STAMP: Final = "%Y%m%dT%H%M%S%f"


class DecisionError(ValueError):
    """A decision that cannot be taken, or a file that holds none; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `made_at` is in UTC; the groups are report ids, sorted; `undoes` is the id of the decision taken back."""

    decision_id: str
    made_at: datetime
    who: str
    verdict: str
    group_a: tuple[str, ...]
    group_b: tuple[str, ...]
    why: str
    undoes: str | None

    @property
    def reports(self) -> frozenset[str]:
        return frozenset((*self.group_a, *self.group_b))


def folder(settings: Settings) -> Path:
    """Where the files lie."""
    return settings.landing / FOLDER


def write(
    settings: Settings,
    who: str,
    verdict: str,
    group_a: Iterable[str],
    group_b: Iterable[str],
    why: str,
    undoes: str | None = None,
    now: datetime | None = None,
) -> Decision:
    """Land a decision; it takes effect with the next run.

    Raises DecisionError when it is not a whole decision, OSError when it cannot be written; then nothing is left behind.
    """
    known = read(settings)
    made_at = now or datetime.now(UTC)
    if known and made_at <= known[-1].made_at:
        made_at = known[-1].made_at + timedelta(microseconds=1)
    a, b = tuple(sorted(set(group_a))), tuple(sorted(set(group_b)))
    said = Decision("", made_at, " ".join(who.split()), verdict, a, b, why.strip(), undoes)
    if fault := _fault(said, known):
        raise DecisionError(fault)
    content = _content(said)
    decision_id = f"{made_at.strftime(_STAMP)}-{hashlib.sha256(content).hexdigest()[:12]}"
    target = folder(settings) / f"{decision_id}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, content)
    target.chmod(0o444)
    return replace(said, decision_id=decision_id)


def read(settings: Settings) -> list[Decision]:
    """All decisions, oldest first. Raises DecisionError naming the first file that holds none."""
    return sorted((_read(file) for file in files(settings)), key=lambda one: (one.made_at, one.decision_id))


def files(settings: Settings) -> list[Path]:
    """The files of all decisions."""
    return sorted(folder(settings).glob("[!.]*.json"))


def faults(settings: Settings) -> list[str]:
    """What is wrong with the files, in words; empty when every one holds a decision and its hash agrees."""
    found = []
    for file in files(settings):
        try:
            _read(file)
        except DecisionError as error:
            found.append(str(error))
    return found


_FIELDS: Final = ("made_at", "who", "verdict", "group_a", "group_b", "why", "undoes")


def _content(said: Decision) -> bytes:
    named = {name: value for name, value in asdict(said).items() if name in _FIELDS}
    return orjson.dumps(named, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def _read(file: Path) -> Decision:
    restore = "Restore it from a backup, or delete it if it never was a decision."
    try:
        content = file.read_bytes()
        said: dict[str, Any] = orjson.loads(content)
        made_at = datetime.fromisoformat(said["made_at"])
        groups = (tuple(said["group_a"]), tuple(said["group_b"]))
        found = Decision(file.stem, made_at, said["who"], said["verdict"], *groups, said["why"], said["undoes"])
    except OSError as error:
        raise DecisionError(f"decision {file.name} cannot be read: {error.strerror}. {restore}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DecisionError(f"{file.name} in {file.parent} holds no decision. {restore}") from error
    if hashlib.sha256(content).hexdigest()[:12] != file.stem.rpartition("-")[2]:
        raise DecisionError(f"decision {file.name} has been changed since it was made. {restore}")
    return found


def _fault(said: Decision, known: Sequence[Decision]) -> str | None:
    """Why this is no whole decision, in words for the one who makes it."""
    if said.verdict not in VERDICT:
        return f"there is no verdict {said.verdict!r}; known are {', '.join(VERDICT)}"
    if not said.who or not said.why:
        return "say who decides, and why" if not said.who else "say why: whoever reads this decision later must be able to follow it"
    if len(said.who) > LONGEST_WHO or len(said.why) > LONGEST_WHY:
        return f"a name has at most {LONGEST_WHO} characters, a reason {LONGEST_WHY:,}"
    if not all(char.isprintable() or char == "\n" for char in said.who + said.why):
        return "the name or the reason holds a character that cannot be shown"
    if any(not one.isprintable() or not 0 < len(one) <= LONGEST_ID for one in said.reports):
        return "a report id is empty, too long, or holds a character that cannot be shown"
    if len(said.reports) > MOST_REPORTS:
        return f"one decision names at most {MOST_REPORTS} reports, this one {len(said.reports)}"
    return _fault_of_groups(said, known)


def _fault_of_groups(said: Decision, known: Sequence[Decision]) -> str | None:
    a, b = set(said.group_a), set(said.group_b)
    if said.verdict == "undo":
        undoable = {one.decision_id for one in known}
        return None if said.undoes in undoable else f"there is no decision {said.undoes!r} to take back"
    if said.undoes is not None:
        return "only the verdict `undo` takes a decision back"
    if said.verdict == "same":
        return None if len(a) > 1 and not b else "`same` names two reports or more, all in one group"
    if said.verdict == "different":
        return None if a and b and not a & b else "`different` names two groups of reports that have none in common"
    return None if a and not b else f"`{said.verdict}` names the reports of one incident, in one group"
