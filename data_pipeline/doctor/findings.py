"""What `doctor` finds, check by check."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check; `text` says what was found and, for a fault, what to do."""

    ok: bool
    text: str
