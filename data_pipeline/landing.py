"""Landing: the bytes as they came, never changed, with their hash and the time they came.

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
from typing import Any, Final

import orjson

from data_pipeline.errors import BrokenFile, LandingError, UnknownFormat, UsageError
from data_pipeline.parsing import refuse_foreign
from data_pipeline.registry import Source, sources
from warehouse.contract import decisions
from warehouse.contract.snapshot import sha256, sync, write_atomically

HEAD_BYTES: Final = 65_536
_HEAD_SHOWN: Final = 160
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


def recognise(source: Source, file: Path) -> str:
    """The format id of `file`.

    Raises UsageError when it cannot be read, BrokenFile when it is no data at all (empty, a web page, another
    encoding), UnknownFormat when it is in none of the source's formats.
    """
    try:
        if file.is_dir():
            raise UsageError(f"{file} is a folder; name the file in it.")
        if file.exists() and not file.is_file():
            raise UsageError(f"{file} is not a file.")
        with file.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except FileNotFoundError:
        raise UsageError(f"{file} does not exist.") from None
    except PermissionError:
        raise UsageError(f"{file} cannot be read: permission denied. Allow reading it and try again.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    refuse_foreign(file, head)
    found = source.adapter.recognise(head, file.name)
    if found is None:
        known = "; ".join(f"{one.title} (.{one.extension})" for one in source.formats.values())
        first = head.split(b"\n", 1)[0][:_HEAD_SHOWN].decode("utf-8", "replace")
        raise UnknownFormat(
            f"{file.name} is in no format of source {source.id}; nothing was landed. Known formats: {known}. The file begins: {first}"
        )
    return found


def land(folder: Path, source: Source, format_id: str, file: Path, now: datetime | None = None) -> tuple[Landing, bool]:
    """Copy `file` into the landing folder. Returns the landing and whether it is new (the same bytes land once).

    Raises LandingError when it cannot be written; then nothing is left behind.
    """
    digest = sha256(file)
    present = landings(folder)
    for known in present:
        if known.source == source.id and known.sha256 == digest:
            return known, False
    now = now or datetime.now(UTC)
    if present and now <= present[-1].landed_at:
        now = present[-1].landed_at + timedelta(microseconds=1)
    landing_id = f"{now.strftime(_STAMP)}-{digest[:12]}"
    target = folder / source.id / f"{landing_id}.{source.formats[format_id].extension}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(file, target, digest)
        landing = Landing(landing_id, source.id, format_id, file.name, digest, target.stat().st_size, now, target)
        write_atomically(_sidecar(target), _describe(landing))
    except OSError as error:
        target.unlink(missing_ok=True)
        hint = " The disk is full; free some space and try again." if error.errno == errno.ENOSPC else ""
        raise LandingError(f"{file.name} could not be landed in {target.parent}: {error.strerror}.{hint}") from error
    return landing, True


def landings(folder: Path) -> list[Landing]:
    """All landings, oldest first. Raises LandingError when a description cannot be read."""
    return sorted(_described(folder), key=lambda landing: (landing.landed_at, landing.id))


def verify(landing: Landing) -> None:
    """Raise BrokenFile when the landed bytes are gone or are not those that landed."""
    try:
        if sha256(landing.file) == landing.sha256:
            return
    except OSError as error:
        raise BrokenFile(f"the landed bytes of {landing.origin} cannot be read ({error.strerror}). Restore {landing.file.name}.") from error
    raise BrokenFile(f"the landed bytes of {landing.origin} have been changed since they landed. Restore {landing.file.name}.")


def drop_simulated(folder: Path, keep: Collection[str]) -> None:
    """Delete the landings of simulated sources but those with an id in `keep`: two simulations would look like revisions of one."""
    for landing in landings(folder):
        known = sources().get(landing.source)
        if known is not None and known.demo and landing.id not in keep:
            _sidecar(landing.file).unlink()
            landing.file.unlink(missing_ok=True)


def faults(folder: Path) -> list[str]:
    """What is wrong in the landing folder, in words; empty when all hashes agree."""
    found: list[str] = []
    described: set[Path] = set()
    for landing in landings(folder):
        described.add(landing.file)
        if not landing.file.is_file():
            found.append(f"{landing.source}: the bytes of {landing.id} are gone ({landing.file.name}). Restore them from a backup.")
        elif sha256(landing.file) != landing.sha256:
            found.append(f"{landing.source}: {landing.file.name} has been changed since it landed. Restore it from a backup.")
    for file in sorted(folder.glob("*/*")) if folder.is_dir() else []:
        if file.name.endswith(_SIDECAR) or file in described or file.parent.name == decisions.FOLDER:
            continue
        found.append(f"{file.parent.name}: {file.name} never finished landing. Delete it and add the file again.")
    return found


_SIDECAR: Final = ".landing.json"


def _sidecar(target: Path) -> Path:
    return target.with_name(target.name.split(".", 1)[0] + _SIDECAR)


def _copy(file: Path, target: Path, digest: str) -> None:
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        with file.open("rb") as source, temporary.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
            sink.flush()
            os.fsync(sink.fileno())
        with temporary.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                raise LandingError(f"{file.name} changed while it was read; try again.")
        temporary.chmod(0o444)
        os.replace(temporary, target)
        sync(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _describe(landing: Landing) -> bytes:
    said = {
        "id": landing.id,
        "source": landing.source,
        "format": landing.format,
        "origin": landing.origin,
        "sha256": landing.sha256,
        "bytes": landing.bytes,
        "landed_at": landing.landed_at.isoformat(),
        "file": landing.file.name,
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2)


def _described(folder: Path) -> Iterator[Landing]:
    for file in sorted(folder.glob(f"*/*{_SIDECAR}")) if folder.is_dir() else []:
        try:
            said: dict[str, Any] = orjson.loads(file.read_bytes())
            landed_at = datetime.fromisoformat(said.pop("landed_at")).astimezone(UTC)
            yield Landing(file=file.parent / said.pop("file"), landed_at=landed_at, **said)
        except (OSError, orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise LandingError(
                f"{file} cannot be read ({error}). Restore it from a backup, or delete it and add its file again."
            ) from error
