"""The back-test's figures, as `python -m bench voyage --write` stored them for *How good is this?*."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

FILE: Final = Path(__file__).parent / "backtest.json"


@cache
def stored_figures() -> dict[str, Any] | None:
    """The stored figures; None when there are none."""
    if not FILE.exists():
        return None
    figures: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return figures
