"""What people have given up: landings and decisions that are no longer to count, one record each time, never changed.

    landing/forgotten/<time>-<hash>.json   who gave up what, and why
    landing/forgotten/files/               the files themselves, where they were still there

A run publishes without what has been forgotten. Nothing is deleted, so that it can be put back; whoever must delete it for good
deletes it from `files`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import orjson

from data_pipeline.errors import LandingError, UsageError
from warehouse.contract import decisions
from warehouse.contract.files import flush_to_disk, write_atomically
from warehouse.contract.settings import Settings
from warehouse.contract.typed_fields import FieldFault, json_fields, read_small_file

FOLDER: Final = "forgotten"
_FILES: Final = "files"
_STAMP: Final = "%Y%m%dT%H%M%S%f"
_ID: Final = re.compile(r"\d{8}T\d{12}-[0-9a-f]{12}")
"""Ids of landings and decisions. Checked before a file is looked for by one, which keeps it inside the folder."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """One record: the ids of landings and decisions that no longer count. `made_at` is in UTC."""

    forgetting_id: str
    made_at: datetime
    who: str
    why: str
    landings: tuple[str, ...]
    decisions: tuple[str, ...]


def write_forgetting(settings: Settings, ids: Iterable[str], published_decisions: Iterable[str], published_landings: Iterable[str],
                     who: str, why: str) -> tuple[Forgetting, int]:  # fmt: skip
    """Set the files of these ids aside and record it; returns the record and the number of files. Call it while holding the lock.

    `published_*` are the ids that the snapshot in force rests on, whose files may be gone. Raises UsageError when an id is neither
    there nor published, or when it is not signed; then nothing has been touched.
    """
    who, why = " ".join(who.split()), why.strip()
    if fault := decisions.fault_of_signature(who, why):
        raise UsageError(f"{fault}. Nothing was forgotten.")
    wanted = tuple(dict.fromkeys(ids))
    files = {wanted_id: _files_of(settings, wanted_id) for wanted_id in wanted}
    of_decisions = {
        wanted_id
        for wanted_id in wanted
        if wanted_id in published_decisions or any(file.parent.name == decisions.FOLDER for file in files[wanted_id])
    }
    if unknown := [name for name in wanted if not files[name] and name not in of_decisions and name not in published_landings]:
        advice = "`python -m data_pipeline decisions` lists decisions; a landing's id is the name of its file. Nothing was forgotten."
        raise UsageError(f"there is no landing or decision {', '.join(map(repr, unknown))}. {advice}")
    aside = settings.landing / FOLDER / _FILES
    aside.mkdir(parents=True, exist_ok=True)
    # The files first: interrupted here, the next run misses them and says so, and the command can be given again.
    moved = [file for wanted_id in wanted for file in files[wanted_id]]
    for file in moved:
        os.replace(file, aside / file.name)
        flush_to_disk(file.parent)
    flush_to_disk(aside)
    landings = tuple(wanted_id for wanted_id in wanted if wanted_id not in of_decisions)
    return _write_record(settings, Forgetting("", datetime.now(UTC), who, why, landings, tuple(sorted(of_decisions)))), len(moved)


def read_forgettings(settings: Settings) -> list[Forgetting]:
    """All records, oldest first. Raises LandingError naming the first file that does not contain one."""
    return [_read_record(file) for file in forgetting_files(settings)]


def forgetting_files(settings: Settings) -> list[Path]:
    """The files of all records, in order of time."""
    return sorted((settings.landing / FOLDER).glob("[!.]*.json"))


def _files_of(settings: Settings, wanted_id: str) -> list[Path]:
    """A landing's bytes and description, or a decision's file; empty when there are none."""
    if not _ID.fullmatch(wanted_id):
        return []
    return sorted(file for file in settings.landing.glob(f"*/{wanted_id}.*") if file.parent.name != FOLDER)


def _write_record(settings: Settings, record: Forgetting) -> Forgetting:
    fields = {name: value for name, value in asdict(record).items() if name != "forgetting_id"}
    content = orjson.dumps(fields, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    forgetting_id = f"{record.made_at.strftime(_STAMP)}-{hashlib.sha256(content).hexdigest()[:12]}"
    target = settings.landing / FOLDER / f"{forgetting_id}.json"
    write_atomically(target, content)
    # Write-protected, since an edited file no longer matches the hash in its name.
    target.chmod(0o444)
    return replace(record, forgetting_id=forgetting_id)


def _read_record(file: Path) -> Forgetting:
    restore = "Restore it from a backup."
    try:
        content = read_small_file(file)
        if hashlib.sha256(content).hexdigest()[:12] != file.stem.rpartition("-")[2]:
            raise LandingError(f"record of forgetting {file.name} has been changed since it was made. {restore}")
        fields = json_fields(content)
        record = Forgetting(
            forgetting_id=file.stem,
            made_at=fields.moment("made_at"),
            who=fields.text("who"),
            why=fields.text("why"),
            landings=fields.texts("landings", decisions.LONGEST_ID),
            decisions=fields.texts("decisions", decisions.LONGEST_ID),
        )
        fields.refuse_others()
    except FieldFault as error:
        raise LandingError(f"record of forgetting {file.name} cannot be read: {error}. {restore}") from error
    return record
