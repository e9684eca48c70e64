"""Random descriptions of charts of every kind, with every kind of text, for tests that compare renderings."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from analytics.describe.charts import Break, Chart, Grid, Lifetime, Mark, Series

NAMES: Final = (
    "Gulf of Guinea",
    '=HYPERLINK("http://evil")',
    "<script>alert(1)</script> & Co.",
    "Порт Новороссийск",
    "ميناء عدن",
    "上海港外锚地",
    "$\\frac{a}{b}$ #set text(red) *bold*",
    "line\nbreak\tand \x00\x08 control \ufffe",
    "x" * 200,
    "ВЕЛИКИЙ " * 25,
    "😀 emoji",
)

amounts = st.one_of(st.none(), st.integers(0, 5000).map(float), st.floats(0, 1e6).map(lambda value: round(value, 3)))
colours = st.sampled_from(["#DB0000", "#E9712A", "#2B7FBA", "#337418"])


@st.composite
def random_series(draw: st.DrawFn, places: int, number: int, across: bool) -> Series:
    kinds = ["bar", "dot", "number", *(["range"] if across else ["line", "point"])]
    kind: Any = draw(st.sampled_from(kinds))
    values = tuple(draw(st.lists(amounts, min_size=places, max_size=places)))
    ends: dict[str, Any] = {}
    if kind in ("range", "dot", "line") and (kind == "range" or draw(st.booleans())):
        spread = draw(st.floats(0, 50))
        ends = {
            "lows": tuple(None if value is None else round(max(value - spread, 0.0), 3) for value in values),
            "highs": tuple(None if value is None else round(value + spread, 3) for value in values),
        }
    partial = tuple(place == places - 1 for place in range(places)) if kind in ("bar", "line") and draw(st.booleans()) else ()
    return Series(
        f"{draw(st.sampled_from(NAMES))} {number}",
        kind,
        values,
        (draw(colours),),
        label=draw(st.sampled_from(["", "now"])) if across else "",
        decimals=draw(st.integers(0, 2)),
        partial=partial,
        dashed=draw(st.booleans()),
        **ends,
    )


@st.composite
def random_charts(draw: st.DrawFn) -> Chart:
    places = draw(st.integers(1, 14))
    across = draw(st.booleans())
    names = tuple(f"{draw(st.sampled_from(NAMES))} {place}" for place in range(places))
    all_series = tuple(draw(random_series(places, number, across)) for number in range(draw(st.integers(1, 4))))
    grouping = draw(st.sampled_from(["stacked", "grouped", "alone"]))
    in_time = not across and draw(st.booleans())
    return Chart(
        "random", draw(st.sampled_from(NAMES)), "incidents", "Place", names, all_series, "alt text",
        across=across, stacked=grouping == "stacked", grouped=grouping == "grouped", percent=draw(st.booleans()),
        marks=(Mark(0.3, "30% is quoted"),) if draw(st.booleans()) else (),
        breaks=(Break(places / 2, "a source ended"),) if in_time else (),
        lifetimes=(Lifetime("ASAM", 0, places / 2, "#2B7FBA"), Lifetime("y" * 80, 1, places, "#DB0000", True)) if in_time else (),
    )  # fmt: skip


@st.composite
def random_grids(draw: st.DrawFn) -> Grid:
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(1, 30))
    values = tuple(tuple(draw(amounts) for _ in range(columns)) for _ in range(rows))
    row_names = tuple(f"{draw(st.sampled_from(NAMES))} {row}" for row in range(rows))
    return Grid("random", "Heat", "incidents", "Region", "Month", row_names, tuple(f"2024-{c}" for c in range(columns)), values, "alt")
