"""The kinds of names on a map: from which zoom to which, and how large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LabelKind:
    """Names of one kind are shown from zoom `first` up to `last`, in letters of `size` pixels; `is_water` sets its colour.

    `lift`: pixels by which the name stands above its place, which is then marked by a dot.
    """

    code: str
    first: int
    last: int
    size: int
    is_water: bool = True
    lift: int = 0


KINDS: Final = {
    kind.code: kind
    for kind in (
        LabelKind("oceans", 0, 5, 13),
        LabelKind("seas", 1, 8, 12),
        LabelKind("countries", 2, 8, 12, is_water=False),
        LabelKind("straits", 4, 12, 12),
        LabelKind("ports", 4, 24, 11, is_water=False, lift=9),
    )
}
"""In order of importance: where two names would cover each other, the kind that stands first wins."""

BOX_PIXELS: Final = 40
"""Height of the box round a name at the zoom from which it is shown; in a lower one, which is that of a world further off, it is hidden.
More than twice a name's own height, lifted or not, since what of a name lies outside its box is cut off."""
