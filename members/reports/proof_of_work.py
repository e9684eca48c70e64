"""Proof that a browser has computed for a few seconds: nothing to a person who writes for minutes, a lot to a machine that sends thousands.

The sum belongs to one form token, which is taken once. For each of `PARTS` parts the browser looks for a number such that the SHA-256 of
`challenge:part:number` begins with `ZERO_BITS` zero bits, where the challenge is the SHA-256 of the token (Hashcash, Back 2002; several
small sums take about the same time for everybody, one large one does not). `pages/report/templates/proof.js` computes them.
"""

from __future__ import annotations

import hashlib
from typing import Final

PARTS: Final = 16
ZERO_BITS: Final = 16
_MOST_DIGITS: Final = 12


def is_proof(token: str, proof: str) -> bool:
    """Whether `proof`, numbers separated by dots, was computed for this token."""
    numbers = proof.split(".")
    if len(numbers) != PARTS or not all(number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS for number in numbers):
        return False
    challenge = hashlib.sha256(token.encode()).hexdigest()
    return all(_starts_with_zeros(f"{challenge}:{part}:{number}") for part, number in enumerate(numbers))


def prove(token: str) -> str:
    """The proof for a token, as a browser computes it; takes about a second."""
    challenge = hashlib.sha256(token.encode()).hexdigest()
    numbers = []
    for part in range(PARTS):
        number = 0
        while not _starts_with_zeros(f"{challenge}:{part}:{number}"):
            number += 1
        numbers.append(str(number))
    return ".".join(numbers)


def _starts_with_zeros(text: str) -> bool:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> (32 - ZERO_BITS) == 0
