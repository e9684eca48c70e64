"""What an estimate rests on, in plain words."""

from __future__ import annotations

from typing import Final

CLOSED: Final = "Every incident could have been reported by each source: all sources watched these waters for the whole time."
LINKED: Final = "Reports of one incident were recognised as one; a missed link raises the estimate, a false one lowers it."
PAIR: Final = (
    "The two sources learn of incidents independently of each other. Two sources alone cannot test this: where grave incidents reach "
    "both more easily, the estimate lies below the truth; where one source leaves to the other what it covers, above."
)
MODEL: Final = (
    "Dependence between two sources is part of the model where the data show it; dependence among all of them at once cannot be seen."
)
ALIKE: Final = (
    "Within what was counted, all incidents are about equally easy to find; where they are not, the estimate lies below the truth."
)
BOUND: Final = "The lower bound needs no such likeness: it lies below the truth when incidents differ in how easily they are found."
REPEATS: Final = (
    "A report that names another source's body as where it comes from is no find of its own. Where a body names the other though it "
    "knew by itself, the estimate lies above the truth; where it repeats without saying so, below."
)
PUBLISHED: Final = "“Unreported” means: held by none of these sources. A report that was made and never published counts as unreported."


def of(sources: int) -> tuple[str, ...]:
    """The assumptions of an estimate from so many sources."""
    return (CLOSED, LINKED, PAIR, ALIKE, PUBLISHED) if sources == 2 else (CLOSED, LINKED, MODEL, ALIKE, BOUND, PUBLISHED)
