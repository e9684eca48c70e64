"""Files that survive a power cut: hashes, atomic writes, and flushing to disk."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyarrow as pa
from cachetools import LRUCache

# What pyarrow raises at a damaged Parquet file: a name or text in it that is no UTF-8 is found only when it is decoded.
PARQUET_ERRORS: Final = (OSError, pa.ArrowException, UnicodeDecodeError)


def sha256(file: Path) -> str:
    """Hex digest of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


_SETTLED_AFTER: Final = 2.0
"""Seconds after which a file's time of change tells a further change: file systems count it in steps of up to two seconds."""
_HASHES_KNOWN: Final = 20_000
_known_hashes: LRUCache[tuple[int, int, int, int], str] = LRUCache(_HASHES_KNOWN)
_known_hashes_lock = threading.Lock()


def sha256_once(file: Path) -> str:
    """Hex digest of a file's bytes; a file that this process has hashed before, and that nobody has written to since, is not read again.

    The same file under another name, by a hard link, is the same.
    """
    state = file.stat()
    key = state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns
    with _known_hashes_lock:
        known = _known_hashes.get(key)
    if known is None:
        known = sha256(file)
        if time.time() - state.st_mtime > _SETTLED_AFTER:
            with _known_hashes_lock:
                _known_hashes[key] = known
    return known


def quoted_names(files: Iterable[Path]) -> str:
    """Names of files as SQL texts, for what cannot take parameters: views."""
    return ", ".join("'{}'".format(str(file).replace("'", "''")) for file in files)


def link_or_copy(file: Path, target: Path) -> None:
    """Make `target` the same file as `file`, by a hard link; a copy where the file system has none, or not so many."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)
        flush_to_disk(target)


def write_atomically(file: Path, content: bytes) -> None:
    """Write `content` so that a reader, or a reboot, finds either the old content or the new, never part of it."""
    # The process id keeps two writers of the same file off each other's temporary file.
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)
    flush_to_disk(file.parent)


def flush_to_disk(path: Path) -> None:
    """Make the bytes of a file, or the renames in a folder, survive a power cut."""
    if os.name == "nt":
        # Windows cannot open a folder; NTFS keeps a journal of renames itself.
        if path.is_dir():
            return
        # FlushFileBuffers, behind fsync, refuses a handle that may not write.
        handle = os.open(path, os.O_RDWR)
    else:
        handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def delete_read_only(file: Path) -> None:
    """Delete a file that may be write-protected or already gone; Windows refuses to delete a write-protected one."""
    if file.exists():
        file.chmod(0o644)
    file.unlink(missing_ok=True)
