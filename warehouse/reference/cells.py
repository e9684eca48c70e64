"""H3 cells by bit operations, without an extension.

A cell's parent has the coarser resolution in bits 52 to 55 and all finer digits, three bits each, set to 7
(https://h3geo.org/docs/core-library/h3Indexing). The warehouse stores cells of resolutions 3 and 5.
"""

from __future__ import annotations

from typing import Final

FINEST: Final = 5
EDGE_KM: Final = {0: 1107.7, 1: 418.7, 2: 158.2, 3: 59.8, 4: 22.6, 5: 8.5}
"""Mean length of a cell's edge by resolution, km (https://h3geo.org/docs/core-library/restable)."""


def parent_masks(resolution: int) -> tuple[int, int]:
    """`keep` and `fill` such that `(cell & keep) | fill` is the parent at `resolution` of a cell at least as fine."""
    finer = (1 << (3 * (15 - resolution))) - 1
    return ~((0xF << 52) | finer) & 0xFFFF_FFFF_FFFF_FFFF, (resolution << 52) | finer
