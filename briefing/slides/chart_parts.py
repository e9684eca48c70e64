"""The smallest parts of a chart's DrawingML: fills, lines, markers, text. Colours are six hexadecimal digits (RRGGBB).

Lengths are in EMU (12,700 to a point, 914,400 to an inch), font sizes in hundredths of a point, angles in 60,000ths of a degree.
"""

from __future__ import annotations

from typing import Final

MUTED: Final = "52626F"
EMU_PER_POINT: Final = 12_700


def hex_digits(colour: str) -> str:
    """`#RRGGBB` or `#RRGGBBAA` as the RRGGBB of `srgbClr`, which takes no opacity."""
    return colour.lstrip("#")[:6].upper()


def half_white(colour: str) -> str:
    """The colour mixed half with white, for values that are incomplete. Not pure white, as some programs omit a marker's outline."""
    return "".join(f"{(int(colour[at : at + 2], 16) + 255) // 2:02X}" for at in (0, 2, 4))


def fill_xml(colour: str, hatched: bool) -> str:
    """A solid fill, or hatching on white."""
    # Wide upward diagonals: the same hatching as on the page and in print.
    if hatched:
        return (
            f'<c:spPr><a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{colour}"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr>'
            "</a:pattFill></c:spPr>"
        )
    return f'<c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr>'


def stroke_xml(colour: str, points: float, dash: str) -> str:
    """A line `points` wide; `dash` is a preset of DrawingML (`solid`, `dash`, `sysDot`)."""
    # The children of `a:ln` must come as fill, dash, join.
    return (
        f'<c:spPr><a:ln w="{round(points * EMU_PER_POINT)}" cap="flat"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        f'<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
    )


def marker_xml(symbol: str, size: int, fill: str, edge: str) -> str:
    """A marker of `size` points (2 to 72) with an outline."""
    # 15,875 EMU: an outline of 1.25 points shows a half-white marker on white paper.
    return (
        f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/><c:spPr><a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>'
        f'<a:ln w="15875"><a:solidFill><a:srgbClr val="{edge}"/></a:solidFill></a:ln></c:spPr></c:marker>'
    )


def text_xml(size: int, slanting: bool = False) -> str:
    """The letters of an axis, a legend or a whole chart."""
    # -2,700,000 is 45 degrees counter-clockwise; without an explicit `rot` PowerPoint chooses for itself.
    turn = ' rot="-2700000" vert="horz"' if slanting else ""
    return (
        f'<c:txPr><a:bodyPr{turn}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}"><a:solidFill><a:srgbClr val="{MUTED}"/></a:solidFill></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
