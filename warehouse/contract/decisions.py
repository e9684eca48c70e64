"""Analysts' decisions about links and incidents: one file each in the landing folder, written once and never changed.

    landing/decisions/<time>-<hash>.json

Written by the review page and by `python -m data_pipeline decide`; applied by every run (data_pipeline/linkage/decisions.py).
A decision names reports, not incidents, because a new linkage may compose incidents differently; reports stay. It is taken back
by another decision, so that both remain on record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import orjson

from warehouse.contract.files import write_atomically
from warehouse.contract.link_codes import VERDICT
from warehouse.contract.settings import Settings
from warehouse.contract.typed_fields import FieldFault, json_fields, read_small_file

FOLDER: Final = "decisions"
# Far above what people enter, and low enough that a form or script cannot fill the disk or make pages unreadable.
MOST_REPORTS: Final = 200
LONGEST_WHO: Final = 120
LONGEST_WHY: Final = 2_000
LONGEST_ID: Final = 200

ON_INCIDENT: Final = frozenset({"verified", "disputed", "unfounded"})
"""Verdicts on one incident; the others are about which reports belong together."""

_STAMP: Final = "%Y%m%dT%H%M%S%f"


class DecisionError(ValueError):
    """A decision is not valid, or a file does not contain one; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `made_at` is in UTC; the groups contain sorted report ids; `undoes` is the id of the decision taken back."""

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


def decisions_folder(settings: Settings) -> Path:
    """The folder of all decision files."""
    return settings.landing / FOLDER


def write_decision(
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

    Raises DecisionError when it is not valid, OSError when it cannot be written; in both cases no file is left behind.
    """
    earlier = read_decisions(settings)
    made_at = now or datetime.now(UTC)
    # Decisions apply in the order of their times, so two must never share one, nor may a clock that was put back reorder them.
    if earlier and made_at <= earlier[-1].made_at:
        made_at = earlier[-1].made_at + timedelta(microseconds=1)
    first_group, second_group = tuple(sorted(set(group_a))), tuple(sorted(set(group_b)))
    decision = Decision("", made_at, " ".join(who.split()), verdict, first_group, second_group, why.strip(), undoes)
    if fault := _fault_of(decision, undoable={candidate.decision_id for candidate in earlier}):
        raise DecisionError(fault)
    content = _file_content(decision)
    decision_id = f"{made_at.strftime(_STAMP)}-{hashlib.sha256(content).hexdigest()[:12]}"
    target = decisions_folder(settings) / f"{decision_id}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, content)
    # Write-protected, since an edited file no longer matches the hash in its name.
    target.chmod(0o444)
    return replace(decision, decision_id=decision_id)


def read_decisions(settings: Settings) -> list[Decision]:
    """All decisions, oldest first. Raises DecisionError naming the first file that does not contain one."""
    return sorted((_read_file(file) for file in decision_files(settings)), key=lambda decision: (decision.made_at, decision.decision_id))


def decision_files(settings: Settings) -> list[Path]:
    """All decision files, in order of time; temporary files of an unfinished write start with a dot and are left out."""
    return sorted(decisions_folder(settings).glob("[!.]*.json"))


def find_faults(settings: Settings) -> list[str]:
    """What is wrong with the files, in words; empty when every file contains a decision that matches its hash."""
    messages = []
    for file in decision_files(settings):
        try:
            _read_file(file)
        except DecisionError as error:
            messages.append(str(error))
    return messages


_FIELDS: Final = ("made_at", "who", "verdict", "group_a", "group_b", "why", "undoes")
"""What a file contains: all but the id, which is its name and includes the hash of this content."""


def _file_content(decision: Decision) -> bytes:
    fields = {name: value for name, value in asdict(decision).items() if name in _FIELDS}
    return orjson.dumps(fields, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def _read_file(file: Path) -> Decision:
    restore = "Restore it from a backup, or delete it if it never was a decision."
    try:
        content = read_small_file(file)
        decision = _parse_content(file.stem, content)
    except FieldFault as error:
        raise DecisionError(f"{file.name} in {file.parent} holds no decision: {error}. {restore}") from error
    if hashlib.sha256(content).hexdigest()[:12] != file.stem.rpartition("-")[2]:
        raise DecisionError(f"decision {file.name} has been changed since it was made. {restore}")
    return decision


def _parse_content(decision_id: str, content: bytes) -> Decision:
    """The decision in a file's bytes. Raises FieldFault."""
    fields = json_fields(content)
    decision = Decision(
        decision_id=decision_id,
        made_at=fields.moment("made_at"),
        who=fields.text("who", LONGEST_WHO),
        verdict=fields.text("verdict", LONGEST_ID),
        group_a=fields.texts("group_a", LONGEST_ID),
        group_b=fields.texts("group_b", LONGEST_ID),
        why=fields.text("why", LONGEST_WHY),
        undoes=fields.optional_text("undoes", LONGEST_ID),
    )
    fields.refuse_others()
    # As strict as when it was made: what follows relies on a verdict that is known and groups that fit it.
    if fault := _fault_of(decision, undoable=None):
        raise FieldFault(fault)
    return decision


def fault_of_signature(who: str, why: str) -> str | None:
    """Why a name and a reason do not sign a decision, in words for its author; None if they do."""
    if not who or not why:
        return "say who decides, and why" if not who else "say why: whoever reads this decision later must be able to follow it"
    if len(who) > LONGEST_WHO or len(why) > LONGEST_WHY:
        return f"a name has at most {LONGEST_WHO} characters, a reason {LONGEST_WHY:,}"
    if not all(char.isprintable() or char == "\n" for char in who + why):
        return "the name or the reason holds a character that cannot be shown"
    return None


def _fault_of(decision: Decision, undoable: Collection[str] | None) -> str | None:
    """Why this decision is not valid, in words for its author; None if it is.

    `undoable`: the ids of the decisions that it may take back; None if it may take back any.
    """
    if decision.verdict not in VERDICT:
        return f"there is no verdict {decision.verdict!r}; the verdicts are {', '.join(VERDICT)}"
    if fault := fault_of_signature(decision.who, decision.why):
        return fault
    if any(not report_id.isprintable() or not 0 < len(report_id) <= LONGEST_ID for report_id in decision.reports):
        return "a report id is empty, too long, or holds a character that cannot be shown"
    if len(decision.reports) > MOST_REPORTS:
        return f"one decision names at most {MOST_REPORTS} reports, this one {len(decision.reports)}"
    return _fault_of_groups(decision, undoable)


def _fault_of_groups(decision: Decision, undoable: Collection[str] | None) -> str | None:
    a, b = set(decision.group_a), set(decision.group_b)
    if decision.verdict == "undo":
        exists = decision.undoes is not None and (undoable is None or decision.undoes in undoable)
        return None if exists else f"there is no decision {decision.undoes!r} to take back"
    if decision.undoes is not None:
        return "only the verdict `undo` takes a decision back"
    if decision.verdict == "same":
        return None if len(a) > 1 and not b else "`same` names two reports or more, all in one group"
    if decision.verdict == "different":
        return None if a and b and not a & b else "`different` names two groups of reports that have none in common"
    return None if a and not b else f"`{decision.verdict}` names the reports of one incident, in one group"
