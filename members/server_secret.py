"""Secrets of this server: files of 32 random bytes beside the members' database, never in it and never in a backup of it alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from filelock import FileLock

from warehouse.contract.files import write_atomically


def server_secret(folder: Path, name: str) -> bytes:
    """The secret called `name`, made on first use; only its owner may read the file. Raises OSError."""
    file = folder / name
    if (secret := _read(file)) is None:
        folder.mkdir(parents=True, exist_ok=True)
        # Two processes that make one at once must end with the same: what was sealed with the other could never be opened.
        with FileLock(f"{file}.making"):
            if (secret := _read(file)) is None:
                secret = secrets.token_bytes(32)
                write_atomically(file, secret)
                file.chmod(0o600)
    return secret


def _read(file: Path) -> bytes | None:
    try:
        secret = file.read_bytes()
    except FileNotFoundError:
        return None
    return secret if len(secret) == 32 else None
