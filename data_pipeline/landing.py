"""Landing: the bytes as they came, never changed, with their hash and the time of landing.

    landing/<source>/<time>-<hash>.<ext>     the bytes, read-only
    landing/<source>/<time>-<hash>.landing.json   what they are; written last, so bytes without it have not landed

Everything published is derived from here.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import orjson

from data_pipeline import forgetting
from data_pipeline.errors import BrokenFile, LandingError, UnknownFormat, UsageError
from data_pipeline.files.contents import is_binary, name_as_text, read_head, refuse_oversized
from data_pipeline.files.reading import resemblance
from data_pipeline.files.whole_file import WholeFileAdapter
from data_pipeline.mapping import store as mappings
from data_pipeline.registry import SourceDescription, sources
from warehouse.contract import decisions
from warehouse.contract.files import delete_read_only, flush_to_disk, sha256, write_atomically
from warehouse.contract.typed_fields import FieldFault, json_fields, read_small_file, shown

_HEAD_SHOWN: Final = 160
"""Characters of a file of no known format that the error message quotes."""
_STAMP: Final = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Landing:
    """One landed file."""

    id: str
    source: str
    format: str
    origin: str
    sha256: str
    bytes: int
    landed_at: datetime
    file: Path


def recognise_format(source: SourceDescription, file: Path) -> str:
    """The format id of `file`.

    Raises UsageError when it cannot be read, BrokenFile when it is not data at all (empty, a web page, another
    encoding) or too large, UnknownFormat when it is in none of the source's formats.
    """
    try:
        if file.is_dir():
            raise UsageError(f"{file} is a folder; name the file in it.")
        if file.exists() and not file.is_file():
            raise UsageError(f"{file} is not a file.")
        if isinstance(source.adapter, WholeFileAdapter):
            return source.adapter.recognise_file(file)
        head = read_head(file)
    except FileNotFoundError:
        raise UsageError(f"{file} does not exist.") from None
    except PermissionError:
        raise UsageError(f"{file} cannot be read: permission denied. Allow reading it and try again.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    format_id = source.adapter.recognise(head, file.name)
    if format_id is None:
        formats = "; ".join(f"{described.title} (.{described.extension})" for described in source.formats.values())
        reason = f"{name_as_text(file)} is in no format of source {source.id}; nothing was landed. Known formats: {formats}."
        raise UnknownFormat(f"{reason}{_likeness(source, head)}")
    return format_id


def _likeness(source: SourceDescription, head: bytes) -> str:
    """What a file of no known format resembles most, in words, or how it begins."""
    if is_binary(head):
        return " The file is binary, not text."
    likenesses = [
        (likeness.share, described.id == source.id, described, format_id, likeness.missing)
        for described in sources().values()
        for format_id, form in described.adapter.FORMS.items()
        if (likeness := resemblance(head, form)) is not None
    ]
    if likenesses:
        _, _, nearest, format_id, missing = max(likenesses, key=lambda likeness: likeness[:2])
        lacks = f", but {'column' if len(missing) == 1 else 'columns'} {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        other = "" if nearest.id == source.id else f" of source {nearest.id}; add it as `add {nearest.id} FILE`"
        return f" It resembles {nearest.formats[format_id].title}{lacks if missing else ''}{other}."
    beginning = head.decode("utf-8", "replace").strip().splitlines()[:1]
    return f" The file begins: {''.join(beginning)[:_HEAD_SHOWN]}"


def land_file(
    folder: Path,
    source: SourceDescription,
    format_id: str,
    file: Path,
    now: datetime | None = None,
    may_return: bool = False,
    name: str = "",
) -> tuple[Landing, bool]:
    """Copy `file` into the landing folder. Returns the landing and whether it is new (the same bytes land once).

    `may_return`: whether bytes that landed before, but not last, land again. A feed that takes a revision back gives what it gave
    before; a file added a second time by hand says nothing new. `name`: the file's own name, where `file` is a copy under another.
    Raises BrokenFile when it is too large, LandingError when it cannot be written; then nothing is left behind.
    """
    # Here too, for feeds, which land what they fetch without a person looking at it.
    refuse_oversized(file)
    digest = sha256(file)
    earlier = list_landings(folder)
    of_source = [landing for landing in earlier if landing.source == source.id]
    for landing in of_source[-1:] if may_return else of_source:
        if landing.sha256 == digest:
            return landing, False
    now = now or datetime.now(UTC)
    # Later than any other even when the clock was set back: first-seen times and the order of revisions come from here.
    if earlier and now <= earlier[-1].landed_at:
        now = earlier[-1].landed_at + timedelta(microseconds=1)
    landing_id = f"{now.strftime(_STAMP)}-{digest[:12]}"
    target = folder / source.id / f"{landing_id}.{source.formats[format_id].extension}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy_verified(file, target, digest)
        landing = Landing(landing_id, source.id, format_id, name or name_as_text(file), digest, target.stat().st_size, now, target)
        write_atomically(_sidecar_of(target), _sidecar_content(landing))
    except OSError as error:
        hint = " The disk is full; free some space and try again." if error.errno == errno.ENOSPC else ""
        raise LandingError(f"{name_as_text(file)} could not be landed in {target.parent}: {error.strerror}.{hint}") from error
    finally:
        # Whatever went wrong, an interruption too: bytes without their description have not landed.
        if not _sidecar_of(target).exists():
            delete_read_only(target)
    return landing, True


def list_landings(folder: Path) -> list[Landing]:
    """All landings, oldest first. Raises LandingError when a description cannot be read."""
    return sorted(_read_sidecars(folder), key=lambda landing: (landing.landed_at, landing.id))


def verify_bytes(landing: Landing) -> None:
    """Raise BrokenFile when the landed bytes are gone or are not those that landed."""
    try:
        if sha256(landing.file) == landing.sha256:
            return
    except OSError as error:
        raise BrokenFile(f"the landed bytes of {landing.origin} cannot be read ({error.strerror}). Restore {landing.file.name}.") from error
    raise BrokenFile(f"the landed bytes of {landing.origin} have been changed since they landed. Restore {landing.file.name}.")


def drop_simulated(folder: Path, keep: Collection[str]) -> None:
    """Delete the landings of simulated sources, except the ids in `keep`: two simulations would look like revisions of each other."""
    for landing in list_landings(folder):
        source = sources().get(landing.source)
        if source is not None and source.demo and landing.id not in keep:
            # The description first: without it the bytes have not landed, should this be interrupted.
            _sidecar_of(landing.file).unlink()
            delete_read_only(landing.file)


def landing_faults(folder: Path) -> list[str]:
    """What is wrong in the landing folder, in words; empty when all hashes agree."""
    faults: list[str] = []
    described: set[Path] = set()
    for landing in list_landings(folder):
        described.add(landing.file)
        if not landing.file.is_file():
            faults.append(f"{landing.source}: the bytes of {landing.id} are gone ({landing.file.name}). Restore them from a backup.")
        elif sha256(landing.file) != landing.sha256:
            faults.append(f"{landing.source}: {landing.file.name} has been changed since it landed. Restore it from a backup.")
    for file in sorted(folder.glob("*/*")) if folder.is_dir() else []:
        if file.name.endswith(_SIDECAR) or file in described or file.parent.name in (decisions.FOLDER, forgetting.FOLDER, mappings.FOLDER):
            continue
        faults.append(f"{file.parent.name}: {file.name} never finished landing. Delete it and add the file again.")
    return faults


_SIDECAR: Final = ".landing.json"
_COPY_BYTES: Final = 1 << 20
_LONGEST_NAME: Final = 255
"""Characters of a name that file systems allow."""


def _sidecar_of(target: Path) -> Path:
    return target.with_name(target.name.split(".", 1)[0] + _SIDECAR)


def _copy_verified(file: Path, target: Path, digest: str) -> None:
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        with file.open("rb") as source, temporary.open("wb") as sink:
            shutil.copyfileobj(source, sink, _COPY_BYTES)
            sink.flush()
            os.fsync(sink.fileno())
        # Of the copy, not of the original: it may have changed since its hash was taken.
        with temporary.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                raise LandingError(f"{name_as_text(file)} changed while it was read; try again.")
        temporary.chmod(0o444)
        os.replace(temporary, target)
        flush_to_disk(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sidecar_content(landing: Landing) -> bytes:
    content = {
        "id": landing.id,
        "source": landing.source,
        "format": landing.format,
        "origin": landing.origin,
        "sha256": landing.sha256,
        "bytes": landing.bytes,
        "landed_at": landing.landed_at.isoformat(),
        "file": landing.file.name,
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


def _read_sidecars(folder: Path) -> Iterator[Landing]:
    for file in sorted(folder.glob(f"*/*{_SIDECAR}")) if folder.is_dir() else []:
        try:
            yield _parse_sidecar(file, read_small_file(file))
        except FieldFault as error:
            landing_id = file.name.removesuffix(_SIDECAR)
            give_up = f"give it up with `python -m data_pipeline forget {landing_id}` and add its file again"
            raise LandingError(f"{file} cannot be read: {error}. Restore it from a backup, or {give_up}.") from error


def _parse_sidecar(file: Path, content: bytes) -> Landing:
    """The landing that a description's bytes describe. Raises FieldFault."""
    fields = json_fields(content)
    # By its name, not its path: a data folder may be moved.
    name = fields.text("file", _LONGEST_NAME)
    landing = Landing(
        id=fields.text("id", _LONGEST_NAME),
        source=fields.text("source", _LONGEST_NAME),
        format=fields.text("format", _LONGEST_NAME),
        origin=fields.text("origin"),
        sha256=fields.text("sha256", _LONGEST_NAME),
        bytes=fields.whole("bytes"),
        landed_at=fields.moment("landed_at"),
        file=file.parent / name,
    )
    fields.refuse_others()
    if landing.id != file.name.removesuffix(_SIDECAR):
        raise FieldFault(f"field id holds {shown(landing.id)}, not the name of the file")
    if landing.source != file.parent.name:
        raise FieldFault(f"field source holds {shown(landing.source)}, but the file lies in the folder of {file.parent.name}")
    # Nothing outside the folder, and no other landing's bytes.
    if not name.isprintable() or Path(name).name != name or name.split(".", 1)[0] != landing.id:
        raise FieldFault(f"field file holds {shown(name)}, not the name of this landing's bytes")
    return landing
