"""The assumptions of an estimate, in plain words."""

from __future__ import annotations

from typing import Final

CLOSED: Final = "Every incident could have been reported by each source: all sources watched these waters for the whole time."
LINKED: Final = "Reports of one incident were recognised as such; a missed link raises the estimate, a false one lowers it."
PAIR: Final = (
    "The two sources learn of incidents independently of each other. Two sources alone cannot test this: where serious incidents reach "
    "both more easily, the estimate is too low; where one source leaves to the other what that one covers, it is too high."
)
MODEL: Final = (
    "Dependence between two sources is in the model where the data show it; a dependence of all sources at once cannot be detected."
)
ALIKE: Final = "Among the incidents counted, all are about equally easy to find; where they are not, the estimate is too low."
BOUND: Final = "The lower bound does not need this: it lies below the truth when incidents differ in how easily they are found."
REPEATS: Final = (
    "A report that names another source's body as its origin is not a find of its own. Where a body names the other although it knew of "
    "the incident itself, the estimate is too high; where it repeats without saying so, too low."
)
PUBLISHED: Final = "“Unreported” means held by none of these sources. A report that was made but never published counts as unreported."


def assumptions_for(sources: int) -> tuple[str, ...]:
    """The assumptions of an estimate from so many sources, those about the data before those about the model."""
    return (CLOSED, LINKED, PAIR, ALIKE, PUBLISHED) if sources == 2 else (CLOSED, LINKED, MODEL, ALIKE, BOUND, PUBLISHED)
