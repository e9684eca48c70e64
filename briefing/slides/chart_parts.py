"""The smallest parts of a chart's DrawingML: fills, strokes, markers, letters. Colours are six hexadecimal digits."""

from __future__ import annotations

from typing import Final

MUTED: Final = "52626F"


def plain(colour: str) -> str:
    return colour.lstrip("#")[:6].upper()


def pale(colour: str) -> str:
    """Half way to white: for what is known in part. Not white, as some programs leave out the rim of a marker."""
    return "".join(f"{(int(colour[at : at + 2], 16) + 255) // 2:02X}" for at in (0, 2, 4))


def fill(colour: str, hatched: bool) -> str:
    if hatched:
        return (
            f'<c:spPr><a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{colour}"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr>'
            "</a:pattFill></c:spPr>"
        )
    return f'<c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr>'


def stroke(colour: str, points: float, dash: str) -> str:
    return (
        f'<c:spPr><a:ln w="{round(points * 12_700)}" cap="flat"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        f'<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
    )


def marker(symbol: str, size: int, fill: str, edge: str) -> str:
    return (
        f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/><c:spPr><a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>'
        f'<a:ln w="15875"><a:solidFill><a:srgbClr val="{edge}"/></a:solidFill></a:ln></c:spPr></c:marker>'
    )


def text(size: int, slanting: bool = False) -> str:
    turn = ' rot="-2700000" vert="horz"' if slanting else ""
    return (
        f'<c:txPr><a:bodyPr{turn}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}"><a:solidFill><a:srgbClr val="{MUTED}"/></a:solidFill></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
