"""Addresses that are keys: whoever has one needs no sign-in, so that it cannot be guessed, is shown once and kept as a hash alone."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{40,64}", re.ASCII)


def new_token() -> str:
    """A token for an address."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether this could be a token; anything else need not be looked up."""
    return bool(_TOKEN.fullmatch(text))


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
