"""What in a text could tell who wrote it or which ship it was: found, shown, and masked at one click.

Rules find what has a form: addresses, numbers with a check digit, names behind "MV" or before "Ltd". They cannot find a story that only
one ship can tell, which the form says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import phonenumbers

from warehouse.reference.ship_numbers import is_imo_number

_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_SEVEN: Final = re.compile(r"(?<!\d)\d{7}(?!\d)")
# The first digits of a ship's MMSI are those of its flag, 201 to 775 (ITU-R M.585).
_MMSI: Final = re.compile(r"(?<!\d)[2-7]\d{8}(?!\d)")
_SHIP: Final = re.compile(
    r"\b(?:M[/.]?[VTY]|S[/.]?[VS]|F[/.]?V|LPG/C|LNG/C|(?:vessel|ship|tanker|tug|yacht)(?: named| called)?)\.?\s+"
    r"[\"“'(]?([A-Z][A-Z0-9.'&-]+(?:\s+[A-Z0-9][A-Z0-9.'&-]*){0,4})"
)
_COMPANY: Final = re.compile(
    r"\b((?:[A-Z][\w&'.-]*\s+){1,4}(?:Ltd|Limited|GmbH|Inc|LLC|Corp|S\.?A\.?|Pte|Bhd|Shipping|Lines?|Maritime|Shipmanagement|Tankers|Navigation))\b\.?"
)
_CALL_SIGN: Final = re.compile(r"\bcall ?sign:?\s+([A-Z0-9]{3,7})\b", re.IGNORECASE)
_MASK: Final = "[left out: {what}]"


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` could identify somebody: `what` says how, such as "e-mail address"."""

    start: int
    end: int
    what: str


def find_identifying(text: str, named: Iterable[str] = ()) -> list[Finding]:
    """What in a text could identify somebody, in order and without overlaps. `named`: names given elsewhere in the same report."""
    findings: list[Finding] = []
    for finding in sorted(_candidates(text, named), key=lambda finding: (finding.start, -finding.end)):
        if not findings or finding.start >= findings[-1].end:
            findings.append(finding)
    return findings


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with each finding replaced by words that say what stood there."""
    masked = text
    for finding in sorted(findings, key=lambda finding: -finding.start):
        masked = f"{masked[: finding.start]}{_MASK.format(what=finding.what)}{masked[finding.end :]}"
    return masked


def _candidates(text: str, named: Iterable[str]) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), "e-mail address")
    for phone in phonenumbers.PhoneNumberMatcher(text, None):
        yield Finding(phone.start, phone.end, "phone number")
    for match in _SEVEN.finditer(text):
        if is_imo_number(match[0]):
            yield Finding(match.start(), match.end(), "IMO number")
    for match in _MMSI.finditer(text):
        yield Finding(match.start(), match.end(), "MMSI")
    for pattern, what in ((_SHIP, "ship's name"), (_COMPANY, "company"), (_CALL_SIGN, "call sign")):
        for match in pattern.finditer(text):
            yield Finding(*match.span(1), what)
    for name in named:
        if len(name.strip()) > 2:
            for match in re.finditer(rf"\b{re.escape(name.strip())}\b", text, re.IGNORECASE):
                yield Finding(match.start(), match.end(), "name that you gave")
