"""What the server imports before its first reader comes."""

from __future__ import annotations

import sys

from pages.ui import ahead


def test_what_is_imported_ahead_is_there() -> None:
    """A module that was renamed would end the thread silently, and the first reader would wait again."""
    ahead.load()
    assert sys.modules.keys() >= set(ahead.MODULES)
