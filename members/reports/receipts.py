"""Receipts: the only key of an anonymous reporter to the report. The server keeps their hash alone.

130 random bits as 26 letters and digits that are not mistaken for one another (Crockford's base 32). With so many a plain SHA-256
cannot be guessed, whatever it is tried with, and a look-up by it takes the same time for every wrong receipt.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS: Final = 26
_GROUPS: Final = (5, 5, 5, 5, 6)
_MISTAKEN: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_receipt() -> str:
    """A receipt such as `7K3QF-0ZB4M-…`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    groups, start = [], 0
    for length in _GROUPS:
        groups.append(letters[start : start + length])
        start += length
    return "-".join(groups)


def receipt_hash(typed: str) -> str | None:
    """The hash under which a receipt is kept, as it was typed: any case, with or without dashes; None for anything else."""
    letters = "".join(letter for letter in typed.upper().translate(_MISTAKEN) if letter not in "- \t\n")
    if len(letters) != LETTERS or any(letter not in ALPHABET for letter in letters):
        return None
    return hashlib.sha256(f"anchorwatch receipt {letters}".encode()).hexdigest()
