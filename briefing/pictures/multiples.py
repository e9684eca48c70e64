"""Small charts side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from analytics.describe.charts import Multiples
from briefing import lettering
from briefing.pictures import axes as layout
from briefing.pictures import charts, legend
from briefing.pictures.legend import LegendEntry
from briefing.pictures.sheet import INK, POINT, Rect, Sheet

GAP: Final = 0.18
TITLE: Final = 0.2


def draw_multiples(sheet: Sheet, multiples: Multiples, rect: Rect) -> None:
    """Draw the panels in rows, with one legend for all."""
    entries: dict[str, LegendEntry] = {}
    for chart in multiples.charts:
        entries |= {entry.name: entry for entry in charts.legend_entries(chart) if entry.name not in entries}
    legend_entries = list(entries.values()) if len(entries) > 1 else []
    below = legend.legend_height(legend_entries, rect.width)
    legend.draw_legend(sheet, legend_entries, Rect(rect.left, rect.bottom, rect.width, below))
    inner = rect.inset(bottom=below + (0.06 if below else 0.0))
    # Division that rounds up.
    rows = -(-len(multiples.charts) // multiples.across)
    width = (inner.width - GAP * (multiples.across - 1)) / multiples.across
    height = inner.height / rows
    most = max(layout.value_extent(chart)[1] for chart in multiples.charts) if multiples.same_scale else None
    for place, chart in enumerate(multiples.charts):
        row, column = divmod(place, multiples.across)
        panel_left, top = inner.left + column * (width + GAP), inner.top - row * height
        title = lettering.clip_text(lettering.printable_text(chart.title), 8 * POINT, width, bold=True)
        sheet.draw_text(panel_left, top - 0.13, title, 8, INK, bold=True)
        panel = Rect(panel_left, top - height + 0.05, width, height - TITLE - 0.05)
        charts.draw_chart(sheet, replace(chart, most=chart.most if most is None else most), panel, small=True, with_legend=False)
