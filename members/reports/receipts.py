"""Receipts: the only key of an anonymous reporter to the report. The server keeps a slow hash of them alone.

16 digits can be read out over a radio and typed on any keyboard, but whoever steals the database could try all of them against a fast
hash within days. Argon2id makes each try cost what OWASP's password storage cheat sheet asks for (19 MiB, two passes). All receipts of a
database share one random salt: they are random themselves, so no two are alike, and a look-up costs one hash whether or not the receipt
exists, of which neither its time nor its answer tells anything to somebody who guesses.
"""

from __future__ import annotations

import secrets
import threading
from typing import Final

from nacl.pwhash import argon2id

DIGITS: Final = 16
_GROUP: Final = 4
_PASSES: Final = 2
_MEMORY_BYTES: Final = 19 * 1024 * 1024
_IGNORED: Final = frozenset(" -\u2010\u2011\u2012\u2013\u2014\u2212.\t\r\n\u00a0\u202f")
"""What people and their programs put between groups of digits."""
# A flood of look-ups must not take all memory and every processor: two at a time, the others wait.
_TURNS: Final = threading.Semaphore(2)


def new_receipt() -> str:
    """A receipt such as `4071-9925-0316-8840`."""
    return in_groups(f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}")


def in_groups(digits: str) -> str:
    """The digits in groups of four."""
    return "-".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def read_receipt(typed: str) -> str | None:
    """The digits of a receipt as it was typed, with or without anything between groups; None for what is no receipt."""
    digits = "".join(letter for letter in typed if letter not in _IGNORED)
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None


def receipt_hash(digits: str, salt: bytes) -> str:
    """The hash under which a receipt is kept, in hexadecimal digits. `salt`: 16 bytes, those of the database."""
    with _TURNS:
        return argon2id.kdf(32, digits.encode(), salt, opslimit=_PASSES, memlimit=_MEMORY_BYTES).hex()
