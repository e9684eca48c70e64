"""The one place where any error is caught: what hostile input must never do is end in a traceback."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Iterator

from bench.hostile.results import Miss


@contextlib.contextmanager
def traceback_as_miss(misses: list[Miss], label: str, shows_again: str, content: bytes = b"") -> Iterator[None]:
    """Add a miss with the traceback of an error raised in the block, which ends there; `shows_again` and `content` as in `Miss`."""
    try:
        yield
    # Any error: which of them comes through is what is measured, and one must not end the thousands of tries after it.
    except Exception:  # noqa: BLE001
        misses.append(Miss("traceback", f"{label}: {traceback.format_exc()}", shows_again, content))
