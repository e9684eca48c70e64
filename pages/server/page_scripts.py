"""The inline scripts that pages send themselves; the Content-Security-Policy allows these, by their hash, and no other."""

from __future__ import annotations

from typing import Final

VISIT_COOKIE: Final = "anchorwatch_visit"
_KEPT_SECONDS: Final = 400 * 86_400
"""Browsers keep cookies for no longer than 400 days."""

# What varies stands in an attribute of the element, since a hash allows one text only.
KEEP_VISIT: Final = (
    f"document.cookie = '{VISIT_COOKIE}=' + document.currentScript.dataset.visit + '; max-age={_KEPT_SECONDS}; path=/; samesite=lax'"
)
ALL: Final = (KEEP_VISIT,)
