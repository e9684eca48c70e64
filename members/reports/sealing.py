"""Sealing: what is written for one key can be read with its private half alone, which need not be on this server.

libsodium's sealed boxes through PyNaCl: each is made with a key pair of its own whose private half is forgotten at once, so that not even
the sender can open it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from nacl.encoding import Base64Encoder
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from members.errors import MembersError

_PADDED_TO: Final = 256
"""Bytes to a multiple of which the content is filled up: the length of a name must not tell which ship it is."""


class SealError(MembersError):
    """The key is not one, or not the one that the content was sealed for."""


def new_key_pair() -> tuple[str, str]:
    """A private and a public key in base64. Keep the private one off this server."""
    private = PrivateKey.generate()
    return private.encode(Base64Encoder).decode(), private.public_key.encode(Base64Encoder).decode()


def seal(content: Mapping[str, str], public_key: str) -> bytes:
    """Texts sealed for a public key. Raises SealError."""
    written = json.dumps(dict(content), ensure_ascii=True).encode()
    padded = written.ljust(-(-len(written) // _PADDED_TO) * _PADDED_TO)
    return bytes(SealedBox(_read_public(public_key)).encrypt(padded))


def unseal(sealed: bytes, private_key: str) -> dict[str, str]:
    """The texts again. Raises SealError."""
    try:
        box = SealedBox(PrivateKey(private_key.encode(), Base64Encoder))
        content = json.loads(box.decrypt(sealed))
    except (CryptoError, ValueError, TypeError) as error:
        raise SealError("This private key does not open it. Use the private half of the key it was sealed for.") from error
    return {str(name): str(text) for name, text in content.items()}


def check_public_key(public_key: str) -> None:
    """Raises SealError for a text that is no public key."""
    _read_public(public_key)


def _read_public(public_key: str) -> PublicKey:
    try:
        return PublicKey(public_key.encode(), Base64Encoder)
    except (CryptoError, ValueError, TypeError) as error:
        raise SealError("The public key is not 32 bytes in base64. Make a pair with `python -m members new-key`.") from error
