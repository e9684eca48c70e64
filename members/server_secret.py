"""Secrets of this server: files of 32 random bytes beside the members' database, never in it and never in a backup of it alone."""

from __future__ import annotations

import errno
import secrets
from enum import StrEnum
from pathlib import Path

from filelock import FileLock

from warehouse.contract.files import write_atomically
from warehouse.contract.settings import Settings


class Secret(StrEnum):
    """Every secret, by the name of its file. Servers that share a members' database need the same ones."""

    FORM = "form_secret"
    """Signs the report form's tokens and seals addresses of services."""
    VOYAGE = "voyage_key"
    """Seals kept voyages and ships."""
    API = "api_secret"
    """Hashes the keys of programs."""


def server_secret(settings: Settings, name: Secret) -> bytes:
    """One of the secrets, made on first use; only its owner may read the file. Raises OSError.

    A replica makes none: what it sealed or signed with one of its own, the servers that share its database could not read.
    """
    folder = settings.secrets
    file = folder / name
    if (secret := _read(file)) is None:
        if settings.snapshots_from and settings.members_database:
            raise FileNotFoundError(
                errno.ENOENT, "it must be the same as on the other servers: copy it there, or set secrets_folder", str(file)
            )
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
