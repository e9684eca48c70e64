"""The sheet that an image is drawn on: sizes in inches, the print palette, the fonts, and one way to write text.

matplotlib is used through `Figure` and its canvases only, never through pyplot, whose state is shared by all threads. The few
settings that exist only per process are made here, once, at import.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from briefing import lettering

INK: Final = "#16232F"
MUTED: Final = "#52626F"
RULE: Final = "#DCE4EA"
AXIS: Final = "#9AA9B5"
BAND: Final = "#C9D4DC"
DPI: Final = 200
PAPER: Final = "#FFFFFF"
POINT: Final = 1 / 72
"""Inches to a point."""
LINE: Final = 1.32
"""Line height as a multiple of the font size."""

# Bold exists for Latin, Greek and Cyrillic only; for other scripts matplotlib warns and falls back to regular, which is wanted.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
for _file in (*lettering.FILES, lettering.BOLD):
    font_manager.fontManager.addfont(lettering.FOLDER / _file)
matplotlib.rcParams.update(
    {
        "font.family": list(lettering.FAMILIES),
        "font.size": 9,
        "text.color": INK,
        # A ship's name with dollar signs is not a formula.
        "text.parse_math": False,
        "axes.edgecolor": AXIS,
        "axes.labelcolor": MUTED,
        "axes.linewidth": 0.6,
        "axes.unicode_minus": False,
        "text.hinting": "none",
        "hatch.linewidth": 0.8,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        # Text as outlines needs no fonts where it is shown; a fixed salt gives the same ids, and so the same bytes, every time.
        "svg.fonttype": "path",
        "svg.hashsalt": "anchorwatch",
    }
)


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the sheet, in inches from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return self.bottom + self.height

    @property
    def right(self) -> float:
        return self.left + self.width

    def inset(self, left: float = 0.0, bottom: float = 0.0, right: float = 0.0, top: float = 0.0) -> Rect:
        """The rectangle inside the given margins; never less than a tenth of an inch wide or high."""
        width, height = max(self.width - left - right, 0.1), max(self.height - bottom - top, 0.1)
        return Rect(self.left + left, self.bottom + bottom, width, height)


class Sheet:
    """A figure of `width` by `height` inches."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width, height), dpi=DPI, facecolor=PAPER)

    @property
    def full_rect(self) -> Rect:
        return Rect(0.0, 0.0, self.width, self.height)

    def add_axes(self, rect: Rect, **how: Any) -> Axes:
        """Axes that fill `rect`, without frame or ticks."""
        axes = self.figure.add_axes(
            (rect.left / self.width, rect.bottom / self.height, rect.width / self.width, rect.height / self.height), **how
        )
        axes.tick_params(length=0, labelsize=8)
        for side in axes.spines.values():
            side.set_visible(False)
        return axes

    def draw_text(
        self,
        left: float,
        bottom: float,
        text: str,
        size: float,
        colour: str = INK,
        bold: bool = False,
        ha: str = "left",
        va: str = "baseline",
    ) -> Text:
        """One line of text, `size` in points, its anchor `left` and `bottom` inches from the sheet's lower left corner."""
        written: Text = self.figure.text(
            left / self.width,
            bottom / self.height,
            lettering.printable_text(text),
            fontsize=size,
            color=colour,
            fontweight="bold" if bold else "normal",
            ha=ha,
            va=va,
        )
        return written

    def fill_rect(self, rect: Rect, colour: str, **how: Any) -> None:
        """A filled rectangle."""
        corner = (rect.left / self.width, rect.bottom / self.height)
        self.figure.add_artist(
            Rectangle(
                corner, rect.width / self.width, rect.height / self.height, facecolor=colour, transform=self.figure.transFigure, **how
            )
        )
