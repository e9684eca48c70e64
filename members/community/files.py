"""Files of groups: added by their people, read by those of them who may read the mark, taken away by whoever added them or moderates.

Of a file the kind is checked by its content, not only by its name, and documents with macros are refused. Pictures are drawn anew from
their pixels. Nothing else is changed, and nothing is searched for viruses: files leave only as downloads.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from members.access import Person
from members.community.readers import Reader, is_meant_for, reading_as, writing_as
from members.errors import NotAllowed
from members.people.acting import add_entry, one_line
from members.people.groups import NO_SUCH_GROUP
from members.people.pace import Writing, keep_pace
from members.reports.pictures import redraw
from members.store.community_tables import GroupFile
from members.store.engine import MemberStore
from members.store.people_tables import Account

MOST_BYTES: Final = 10_000_000
MOST_BYTES_OF_GROUP: Final = 300_000_000
LONGEST_NAME: Final = 150
_PICTURES: Final = ("jpg", "jpeg", "png", "webp")
_TEXTS: Final = ("txt", "csv")
_BEGINNINGS: Final = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pptx": b"PK\x03\x04"}
KINDS: Final = (*_BEGINNINGS, *_TEXTS, *_PICTURES)
NO_SUCH_FILE: Final = "There is no such file, or it is not open to you."


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as its readers see it; `size` in bytes, `added_at` UTC. `added_by` is empty once the account is deleted."""

    file_id: str
    name: str
    tlp: str
    size: int
    added_by: str
    added_at: datetime
    may_remove: bool


def list_files(store: MemberStore, person: Person, group_id: str) -> list[FileRow]:
    """The files of a group that a person of the group may read, by name. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        _require_inside(reader, group_id)
        query = select(GroupFile, Account.name).outerjoin(Account, Account.person_id == GroupFile.added_by)
        query = query.where(GroupFile.group_id == group_id, is_meant_for(reader, GroupFile))
        rows = session.execute(query.order_by(func.lower(GroupFile.name), GroupFile.added_at)).all()
        return [FileRow(row.file_id, row.name, row.tlp, row.size, name or "", row.added_at, _may_remove(reader, row)) for row, name in rows]


def read_file(store: MemberStore, person: Person, file_id: str) -> bytes:
    """What is in a file. Raises NotAllowed in the same words for one that is not open to the person and one that does not exist."""
    with reading_as(store, person) as (session, reader):
        return _open_file(session, reader, file_id).content


def add_file(store: MemberStore, person: Person, group_id: str, name: str, content: bytes, tlp: str) -> str:
    """Add a file; returns its id. Raises NotAllowed for a kind that is not taken, too large a file, or somebody outside; StoreError."""
    line, kept = _checked(name, content)
    with writing_as(store, person) as (session, reader):
        _require_inside(reader, group_id)
        if tlp not in reader.marks:
            raise NotAllowed("Choose a mark that you may read yourself.")
        stored = session.scalar(select(func.sum(GroupFile.size)).where(GroupFile.group_id == group_id)) or 0
        if stored + len(kept) > MOST_BYTES_OF_GROUP:
            raise NotAllowed(f"The group's files may take {MOST_BYTES_OF_GROUP / 1e6:.0f} MB together. Remove some first.")
        keep_pace(person, Writing.FILES)
        row = GroupFile(
            file_id=uuid.uuid4().hex, group_id=group_id, name=line, tlp=tlp, size=len(kept), added_by=reader.person_id,
            added_at=datetime.now(UTC).replace(tzinfo=None), content=kept,
        )  # fmt: skip
        session.add(row)
        return row.file_id


def remove_file(store: MemberStore, person: Person, file_id: str) -> None:
    """Delete a file of one's own, or as a moderator of the group anybody's. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        row = _open_file(session, reader, file_id)
        if not _may_remove(reader, row):
            raise NotAllowed("Only whoever added this file and the group's moderators can remove it.")
        session.delete(row)
        add_entry(session, reader.person_id, "group_file_removed", row.group_id)


def _open_file(session: Session, reader: Reader, file_id: str) -> GroupFile:
    row = session.scalar(select(GroupFile).where(GroupFile.file_id == file_id, is_meant_for(reader, GroupFile)))
    if row is None:
        raise NotAllowed(NO_SUCH_FILE)
    return row


def _may_remove(reader: Reader, row: GroupFile) -> bool:
    return row.added_by == reader.person_id or reader.moderates(row.group_id)


def _require_inside(reader: Reader, group_id: str) -> None:
    if group_id not in reader.groups:
        raise NotAllowed(NO_SUCH_GROUP)


def _checked(name: str, content: bytes) -> tuple[str, bytes]:
    """The name and content to be kept. Raises NotAllowed."""
    # Browsers on Windows once sent whole paths.
    line = one_line(PurePosixPath(name.replace("\\", "/")).name, "The file's name", LONGEST_NAME)
    kind = line.rpartition(".")[2].lower()
    if not content or len(content) > MOST_BYTES:
        raise NotAllowed(f"A file has at most {MOST_BYTES / 1e6:.0f} MB, and is not empty.")
    if kind in _PICTURES:
        return f"{line.rpartition('.')[0]}.jpg", redraw(content)
    if kind not in KINDS:
        raise NotAllowed(f"Files of this kind are not taken; these are: {', '.join(KINDS)}.")
    if not content.startswith(_BEGINNINGS.get(kind, b"")) or (kind in _TEXTS and not _is_text(content)):
        raise NotAllowed(f"This is no {kind} file, whatever its name says.")
    if kind in ("docx", "xlsx", "pptx"):
        _refuse_macros(content, kind)
    return line, content


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def _refuse_macros(content: bytes, kind: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name.lower() for name in archive.namelist()]
    except zipfile.BadZipFile:
        raise NotAllowed(f"This is no {kind} file, whatever its name says.") from None
    if "[content_types].xml" not in names:
        raise NotAllowed(f"This is no {kind} file, whatever its name says.")
    if any(name.endswith("vbaproject.bin") or "/activex/" in name or "/embeddings/" in name for name in names):
        raise NotAllowed("Documents with macros or embedded programs are not taken. Save it without them, or as PDF.")
