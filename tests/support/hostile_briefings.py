"""Saved briefings that nobody should be able to break anything with."""

from __future__ import annotations

from typing import Final

HOSTILE: Final[dict[str, bytes]] = {
    "deep": f"a = {'[' * 5_000}".encode(),
    "digits": f"days = {'9' * 5_000}".encode(),
    "types": b"title = 1\nmark = []\ndays = true\nlogo = 3\n",
    "key": b'"![x](http://evil.invalid/a.png)" = 1\n"\\u001b[31m" = 2\n',
    "logo": b'logo = "aGVsbG8="',
    "encoding": b"title = '\xe9'",
}  # fmt: skip
"""By what is wrong with each. All but `key`, which is only unknown, are refused or named."""
