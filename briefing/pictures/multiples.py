"""Small charts side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from analytics.describe.charts import Multiples
from briefing import lettering
from briefing.pictures import axes as layout
from briefing.pictures import charts, legend
from briefing.pictures.legend import Entry
from briefing.pictures.sheet import INK, POINT, Room, Sheet

GAP: Final = 0.18
TITLE: Final = 0.2


def draw(sheet: Sheet, several: Multiples, room: Room) -> None:
    """The panels in rows with one legend for all."""
    entries: dict[str, Entry] = {}
    for chart in several.charts:
        entries |= {one.name: one for one in charts.legend_entries(chart) if one.name not in entries}
    shown = list(entries.values()) if len(entries) > 1 else []
    below = legend.height(shown, room.width)
    legend.draw(sheet, shown, Room(room.left, room.bottom, room.width, below))
    inner = room.less(bottom=below + (0.06 if below else 0.0))
    rows = -(-len(several.charts) // several.across)
    width = (inner.width - GAP * (several.across - 1)) / several.across
    height = inner.height / rows
    most = max(layout.reach(chart)[1] for chart in several.charts) if several.same_scale else None
    for place, chart in enumerate(several.charts):
        row, column = divmod(place, several.across)
        left, top = inner.left + column * (width + GAP), inner.top - row * height
        title = lettering.clipped(lettering.printable(chart.title), 8 * POINT, width, bold=True)
        sheet.write(left, top - 0.13, title, 8, INK, bold=True)
        panel = Room(left, top - height + 0.05, width, height - TITLE - 0.05)
        charts.draw(sheet, replace(chart, most=chart.most if most is None else most), panel, small=True, with_legend=False)
