"""Files that survive a power cut: hashes, atomic writes, and flushing to disk."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

import pyarrow as pa

# What pyarrow raises at a damaged Parquet file: a name or text in it that is no UTF-8 is found only when it is decoded.
PARQUET_ERRORS: Final = (OSError, pa.ArrowException, UnicodeDecodeError)


def sha256(file: Path) -> str:
    """Hex digest of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
