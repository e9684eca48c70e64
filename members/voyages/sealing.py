"""Sealing what kept voyages say: with a key that lies in a file beside the database, so that the database alone tells nothing of them.

XChaCha20-Poly1305 through PyNaCl. Each seal is bound to its row and owner: put into another row, it does not open. Whoever has the file
as well can read all of it, and without the file nobody can: backups must hold both, apart from each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from members.errors import MembersError, StoreError
from members.server_secret import Secret, server_secret
from warehouse.contract import settings

_PADDED_TO: Final = 512
"""Bytes to a multiple of which the content is filled up: a length must not tell which ports it names."""


class UnreadableError(MembersError):
    """What was sealed with another key, or has been changed."""


class Sealer:
    """Seals and opens what rows say, with this server's key."""

    def __init__(self, key: bytes) -> None:
        self._box = Aead(key)

    def seal(self, content: Mapping[str, Any], *bound_to: str) -> bytes:
        """JSON values, sealed for a row named by `bound_to`."""
        written = orjson.dumps(dict(content))
        return bytes(self._box.encrypt(written.ljust(-(-len(written) // _PADDED_TO) * _PADDED_TO), "\n".join(bound_to).encode()))

    def unseal(self, sealed: bytes, *bound_to: str) -> dict[str, Any]:
        """The values again. Raises UnreadableError."""
        try:
            content = orjson.loads(self._box.decrypt(sealed, "\n".join(bound_to).encode()))
        except (CryptoError, ValueError) as error:
            raise UnreadableError(
                f"A kept voyage or ship cannot be opened: this server's {Secret.VOYAGE} is not the one that it was sealed with. Put the "
                "right file back from a backup, beside the members' database."
            ) from error
        return dict(content)


def sealer() -> Sealer:
    """That of this server. Raises StoreError."""
    chosen = settings.load()
    try:
        return Sealer(server_secret(chosen, Secret.VOYAGE))
    except OSError as error:
        raise StoreError(f"the key of kept voyages cannot be read or made ({error.strerror}): {chosen.secrets / Secret.VOYAGE}") from error
