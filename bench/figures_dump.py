"""Every figure of every page, filter and document as text, so that two states of the program can be compared.

`python -m bench.figures_dump DATA OUT [--only PART ...]` writes what a reader sees of the published data folder DATA.
`python -m bench.figures_dump build DATA [--raw DIR]` lands and publishes a folder: simulated reports, or the real files in DIR.
`python -m bench.figures_dump tables DATA OUT` writes a digest of each published table, without moments and ids of the run.
`python -m bench.figures_dump --compare A B` shows where two dumps differ, by page; exit status 1 when they do. With
`--numbers`, only lines whose numbers differ: for a change that rewrites words and must keep every figure.

Only what does not move with the code is used: app.py, the command lines, the addresses of pages, and the published files. So the
same script runs on an older and on a newer state of the program. The present is held still one hour after the publication of DATA.
The files of REAL_DATA (default: ../shared/data) give the capture histories.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import datetime as clock
import difflib
import hashlib
import importlib
import io
import json
import logging
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from warehouse.contract.snapshot import Store

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("warehouse", "analytics", "briefing", "data_pipeline", "pages")
PAGES: Final = (
    "overview", "incident_map", "trends", "regional_risk", "incident", "reporting_gap", "board_briefing", "link_review", "how_good",
    "data_sources",
)  # fmt: skip
PARTS: Final = ("pages", "exports", "briefings", "commands")
LONGEST_RUN: Final = 120
"""Seconds after which a page's run is given up."""

MANY_ROWS: Final = 30
"""A table, layer or file with more lines is printed where it is first seen, and named elsewhere."""

SECTION: Final = "## "
Query = Mapping[str, str | list[str]]


@dataclass
class Dump:
    """The lines written so far, under the section that they belong to."""

    lines: list[str] = field(default_factory=list)
    section: str = ""
    faults: int = 0
    _printed: dict[str, str] = field(default_factory=dict)
    _names: list[tuple[str, str]] = field(default_factory=list)

    def start(self, section: str) -> None:
        """Begin the next section: one view of a page, one file, one command."""
        self.section = section
        self.lines += ["", f"{SECTION}{section}"]

    def call(self, path: Path, name: str) -> None:
        """Write a folder by this name, wherever it lies on the machine."""
        self._names.append((str(path), name))

    def say(self, line: str) -> None:
        """One line; what differs from run to run in it is left out."""
        for path, name in self._names:
            line = line.replace(path, name)
        self.lines.append(re.sub(r"(painted|handed-out)/[\w-]+", r"\1/…", line))

    def fault(self, error: BaseException) -> None:
        """Something that could not be dumped; the dump goes on."""
        self.faults += 1
        self.say(f"FAULT {type(error).__name__}: {' '.join(str(error).split())[:300]}")

    def block(self, what: str, lines: Sequence[str]) -> None:
        """The rows of something long; only once where they are the same."""
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        if len(lines) > MANY_ROWS and digest in self._printed:
            self.say(f"  {what}: the same {len(lines)} lines as {self._printed[digest]}")
            return
        self._printed.setdefault(digest, f"{what} of «{self.section}»")
        self.say(f"  {what}: {len(lines)} lines")
        for line in lines:
            self.say(f"    {line}")


# The present, held still


class _SameKind(type):
    """Makes values of the real class, and takes its values for its own."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])

    def __call__(cls, *args: Any, **named: Any) -> Any:
        return cls.__mro__[1](*args, **named)


def hold_present(present: clock.datetime) -> None:
    """Give the program's modules a clock that stands still.

    All modules are imported first, because each holds the class `datetime` under a name of its own. Pages' scripts, which Streamlit
    runs anew each time, are not reached: they take the present from the modules.
    """

    class StillMoment(clock.datetime, metaclass=_SameKind):
        @classmethod
        def now(cls, tz: clock.tzinfo | None = None) -> Any:
            return present.astimezone(tz) if tz else present.replace(tzinfo=None)

    class StillDay(clock.date, metaclass=_SameKind):
        @classmethod
        def today(cls) -> Any:
            return present.date()

    for module in _program():
        for name, value in list(vars(module).items()):
            if value is clock.datetime:
                setattr(module, name, StillMoment)
            elif value is clock.date:
                setattr(module, name, StillDay)
        if module.__name__.endswith("paint"):
            # Nobody paints here, so there is nothing to wait for.
            module.LONGEST = 0.0


def _program() -> Iterator[Any]:
    scripts = {ROOT / script for page in PAGES for script in (f"pages/{page}/page.py", f"pages/{page}.py")}
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if file in scripts or file.name == "__main__.py":
                continue
            parts = file.relative_to(ROOT).with_suffix("").parts
            yield importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


# What is published, read from the files


@dataclass(frozen=True)
class Published:
    """The snapshot in force of a data folder, and what its addresses can name."""

    data: Path
    folder: Path
    moment: clock.datetime
    kept: str | None

    @classmethod
    def of(cls, data: Path) -> Published:
        """What is in force in `data`; `kept` is the oldest other snapshot."""
        in_force = Store(data).open()
        others = [snapshot_id for snapshot_id in Store(data).ids() if snapshot_id != in_force.id]
        return cls(data, in_force.folder, in_force.published_at, others[0] if others else None)

    def rows(self, table: str, columns: Sequence[str]) -> list[dict[str, Any]]:
        """Rows of a published table in the order of the file."""
        import pyarrow.parquet as pq

        found: list[dict[str, Any]] = pq.read_table(self.folder / f"{table}.parquet", columns=list(columns)).to_pylist()
        return found

    def common(self, column: str, most: int, table: str = "incidents") -> list[str]:
        """The commonest codes of a column, the commonest first."""
        values = [row[column] for row in self.rows(table, [column])]
        every = [one for value in values for one in (value if isinstance(value, list) else [value]) if one is not None]
        counts = Counter(map(str, every))
        return sorted(counts, key=lambda code: (-counts[code], code))[:most]

    def last_days(self) -> list[clock.date]:
        """The last day of each source's reports, then five years before the first of them."""
        last: dict[str, clock.date] = {}
        for row in self.rows("reports", ["source", "occurred_on"]):
            if row["occurred_on"]:
                last[row["source"]] = max(row["occurred_on"], last.get(row["source"], clock.date.min))
        days = sorted(set(last.values()))
        return [*days, days[0] - clock.timedelta(days=1826)]


# The views of each page


@dataclass(frozen=True)
class View:
    """One address of a page. `opened` names expanders that a reader would open."""

    page: str
    query: Query
    opened: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The view's section."""
        said = "&".join(f"{name}={'|'.join(value) if isinstance(value, list) else value}" for name, value in self.query.items())
        return f"{self.page}?{said}{' opened: ' + ', '.join(self.opened) if self.opened else ''}"


LISTS: Final = {
    "region": "sea_region", "area": "area", "category": "category", "act": "act", "severity": "severity", "vessel": "vessel_type",
    "status": "vessel_status", "source": "sources", "weapon": "weapons",
}  # fmt: skip
"""Parameter of the address to the column of `incidents` whose codes it names."""

NULLABLE: Final = ("region", "area", "act", "severity", "vessel")
NOTHING: Final = {"text": "zzz no such ship zzz"}
BROKEN: Final = {"region": "nowhere", "from": "2020-99-01", "category": "<b>", "mode": "x", "grain": "x", "tab": "x", "part": "x"}


def filters(found: Published, most: int) -> list[Query]:
    """Each filter alone with its commonest codes, some together, and one that leaves nothing."""
    single: list[Query] = [{name: code} for name, column in LISTS.items() for code in found.common(column, most)]
    single += [{name: "-"} for name in NULLABLE]
    last = found.last_days()[-2]
    days: list[Query] = [{"from": f"{last.year - 4}-01-01"}, {"to": f"{last.year - 6}-06-30"}, {"text": "tanker"}]
    region, category, source = (found.common(column, 2) for column in ("sea_region", "category", "sources"))
    together: list[Query] = [
        {"region": ",".join(region), "category": ",".join(category)},
        {"from": f"{last.year - 9}-01-01", "to": f"{last.year - 1}-12-31", "source": source[0], "severity": "1,2"},
        {"area": found.common("area", 1)[0], "vessel": "tanker", "act": "boarded,attempted", "text": "a"},
    ]
    return [*single, *days, *together, NOTHING, BROKEN, *({"snapshot": found.kept} for _ in [1] if found.kept)]


def views(found: Published) -> Iterator[View]:
    """All views, page by page."""
    makers: dict[str, Callable[[Published], Iterable[Query]]] = {
        "overview": _overview,
        "incident_map": _incident_map,
        "trends": _trends,
        "regional_risk": _regional_risk,
        "incident": _incident,
        "reporting_gap": _reporting_gap,
        "board_briefing": _board_briefing,
        "link_review": _link_review,
        "how_good": _how_good,
        "data_sources": _data_sources,
    }
    for page in PAGES:
        for query in makers[page](found):
            yield View(page, query)
    yield View("link_review", {}, ("review_list", "review_how"))


def _kept(found: Published) -> Query:
    return {"snapshot": found.kept} if found.kept else {}


def _overview(found: Published) -> Iterator[Query]:
    yield {}
    yield from ({"days": days} for days in ("7", "90"))
    for day in found.last_days():
        yield {"until": day.isoformat()}
        yield {"until": day.isoformat(), "days": "90"}
    titles = [row["title"] for row in found.rows("sea_regions", ["title"])]
    yield {"watch": titles[:1]}
    yield {"watch": titles[:12], "days": "90", "until": found.last_days()[0].isoformat()}
    yield {"since": (found.moment.date() - clock.timedelta(days=400)).isoformat()}
    yield {**_kept(found), "days": "90"}


def _incident_map(found: Published) -> Iterator[Query]:
    yield from ({}, *filters(found, 2))
    category = {"category": found.common("category", 1)[0]}
    for mode in ("points", "hexagons", "heat"):
        for colour in ("number", "category", "severity"):
            yield {"mode": mode, "colour": colour}
            yield {"mode": mode, "colour": colour, **category, "view": "asia" if colour == "number" else "5,100,4"}
    yield {"list": "unplaced"}
    yield {"cell": _fullest_cell(found), "mode": "hexagons"}
    for name in _incidents(found):
        yield {"incident": name}
    for region in found.common("sea_region", 6)[2:]:
        yield {"region": region, "mode": "hexagons"}


def _fullest_cell(found: Published) -> str:
    return f"{int(found.common('h3_r3', 1)[0]):x}"


def _incidents(found: Published) -> list[str]:
    """Incidents of different kinds: most reports, without position, doubtful, plain, and one that is not there."""
    rows = found.rows("incidents", ["incident_id", "report_count", "latitude", "doubts", "severity"])
    most = sorted(rows, key=lambda row: (-row["report_count"], row["incident_id"]))[:3]
    unplaced = [row for row in rows if row["latitude"] is None][:1]
    doubtful = [row for row in rows if row["doubts"]][:3]
    severe = [row for row in rows if row["severity"] == 1][-2:]
    plain = [row for row in rows if row["report_count"] == 1][-2:]
    chosen = [row["incident_id"] for row in (*most, *unplaced, *doubtful, *severe, *plain)]
    return [*dict.fromkeys(chosen), "nobody:knows-this"]


TRENDS_TABS: Final = ("Over time", "Kinds", "Regions", "Changes", "Season and hours", "Year to date")
TRENDS_BY: Final = ("none", "category", "act", "severity", "weapon", "crew_harm", "vessel_type", "vessel_status", "sea_region")


def _trends(found: Published) -> Iterator[Query]:
    yield from ({"tab": tab} for tab in TRENDS_TABS)
    yield from filters(found, 1)
    for by in TRENDS_BY:
        yield {"by": by}
        yield {"by": by, "show": "shares", "grain": "year"}
    for grain in ("month", "quarter", "year"):
        yield {"grain": grain}
    last = found.last_days()[0]
    region, category = found.common("sea_region", 1)[0], found.common("category", 2)[-1]
    for tab in TRENDS_TABS:
        yield {"tab": tab, "set": "constant", "from": f"{last.year - 8}-01-01", "to": last.isoformat()}
        yield {"tab": tab, "region": region}
        yield {"tab": tab, "category": category, "grain": "quarter", "to": last.isoformat()}


RISK_KINDS: Final = ("All kinds", "Piracy, robbery and theft", "Militant and terrorist action", "Approaches and other")
RISK_LOOKS: Final = ("Months and categories", "Hot spots", "Near repeats", "Per transit")


def _regional_risk(found: Published) -> Iterator[Query]:
    days = [day.isoformat() for day in found.last_days()]
    yield from ({}, BROKEN, _kept(found))
    for day in days:
        yield {"until": day}
        yield {"until": day, "horizon": "90"}
    for kind in RISK_KINDS[1:]:
        yield from ({"kind": kind, "until": days[-1], "horizon": horizon} for horizon in ("30", "90"))
    for look in RISK_LOOKS:
        for until in ({}, {"until": days[-1]}, {"until": days[0], "kind": RISK_KINDS[1]}):
            yield {"look": look, **until}
    regions = found.common("sea_region", 3)
    for region in (*regions, "arctic_ocean", "gulf_of_aden"):
        yield {"waters": region, "until": days[0]}
        yield {"waters": region, "until": days[-1], "kind": RISK_KINDS[1], "horizon": "90"}
    yield from ({"waters": regions[0], "look": look, "until": days[-1]} for look in RISK_LOOKS)


def _incident(found: Published) -> Iterator[Query]:
    yield {}
    yield from ({"find": words} for words in ("tanker", "anchor", "zzz no such ship zzz"))
    yield from ({"id": one} for one in _incidents(found))
    members = [row["report_id"] for row in found.rows("incident_reports", ["report_id", "link_rule"]) if row["link_rule"] == "model"]
    yield from ({"id": one} for one in members[:2])
    yield {"id": _incidents(found)[0], **_kept(found)}


GAP_PARTS: Final = (
    "Share unreported", "Source overlap", "Delay and nowcast", "Coverage and silence", "Told to authorities", "Who counts what",
)  # fmt: skip


def _reporting_gap(found: Published) -> Iterator[Query]:
    region, category, area = (found.common(column, 1)[0] for column in ("sea_region", "category", "area"))
    last = found.last_days()[0].year
    chosen: list[Query] = [
        {},
        {"region": region},
        {"category": category},
        {"area": area},
        {"severity": "1,2"},
        {"from": f"{last - 12}-01-01", "to": f"{last - 2}-12-31"},
        {"region": "arctic_ocean", "category": "cyber"},
        _kept(found),
    ]
    yield from ({"part": part, **query} for part in GAP_PARTS for query in chosen)
    for body in ("ReCAAP", "IMO", "IMB", "BMP5"):
        yield {"part": GAP_PARTS[-1], "counted_as": body}
    yield {"part": GAP_PARTS[-1], "counted_as": "ReCAAP", "waters": "In asia"}
    reporting = set(found.common("sources", 99))
    titles = sorted(row["title"] for row in found.rows("sources", ["source", "title"]) if row["source"] in reporting)
    yield from ({"part": GAP_PARTS[2], "delay_source": title} for title in titles)
    yield BROKEN


def _board_briefing(found: Published) -> Iterator[Query]:
    last = found.last_days()[0]
    yield {}
    yield {"audience": "fleet", "days": "365", "to": last.isoformat(), "dates": "iso"}
    yield {"audience": "crew", "region": found.common("sea_region", 1)[0], "from": f"{last.year - 2}-01-01", "to": last.isoformat()}
    yield {"mark": "nothing", "days": "x", "sections": "situation,nothing"}


def _link_review(found: Published) -> Iterator[Query]:
    yield {}
    yield from ({"kind": kind} for kind in ("between", "reissue", "incident"))
    yield from ({"outcome": outcome} for outcome in ("linked", "unsure", "not_linked"))
    reasons = ("model", "rival", "rivals_close", "group", "decision", "unsure_link", "weak_link", "facts_contradict", "shared_report")
    yield from ({"reason": reason} for reason in reasons)
    yield from ({"source": source} for source in found.common("sources", 3))
    yield from ({"region": region} for region in (*found.common("sea_region", 1), "-", "arctic_ocean"))
    yield {"from_year": "2012", "to_year": "2016"}
    yield {"from_year": "x", "reason": "x"}
    yield {"text": "a", "outcome": "linked,not_linked"}
    pairs = found.rows("links", ["report_a", "report_b", "outcome", "reason"])
    seen: Counter[tuple[str, str]] = Counter()
    for row in pairs:
        kind = (row["outcome"], row["reason"])
        seen[kind] += 1
        if seen[kind] <= 2:
            yield {"pair": f"{row['report_a']}|{row['report_b']}"}
    yield from ({"incident": one} for one in _incidents(found))
    yield _kept(found)


def _how_good(found: Published) -> Iterator[Query]:
    for check in ("Forecast", "Nowcast", "Reporting gap", "Linkage"):
        yield {"check": check}
    yield {"check": "Forecast", "ahead": "90"}


SOURCE_TABS: Final = ("Sources", "Accounting", "Quarantine", "Warnings", "Data dictionary", "Snapshots")


def _data_sources(found: Published) -> Iterator[Query]:
    for tab in SOURCE_TABS:
        yield {"tab": tab}
        yield {"tab": tab, **_kept(found)}
    yield from ({"tab": SOURCE_TABS[4], "word": word} for word in ("severity", "km", "zzz"))


# Pages


def pages(dump: Dump, found: Published, only: Sequence[str]) -> None:
    """Open every view and write down what a reader sees, with the files behind its buttons."""
    files = _watch_files()
    for view in views(found):
        if only and view.page not in only:
            continue
        dump.start(view.title)
        try:
            _write_tree(dump, _opened(view)._tree, files)
        except Exception as error:  # noqa: BLE001
            dump.fault(error)
        files.clear()


def _watch_files() -> dict[str, Callable[[], Any]]:
    """What makes the file of each download button, by the id that the button carries; pages make files only when asked."""
    from pages.server.streamlit_private import MediaFileManager

    made: dict[str, Callable[[], Any]] = {}
    add = MediaFileManager.add_deferred

    def noted(self: Any, data_callable: Callable[[], Any], *args: Any, **named: Any) -> str:
        file_id = add(self, data_callable, *args, **named)
        made[file_id] = data_callable
        return file_id

    MediaFileManager.add_deferred = noted  # type: ignore[method-assign]
    return made


def _opened(view: View) -> Any:
    from streamlit.testing.v1 import AppTest

    from pages.server.streamlit_private import calc_hash

    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=LONGEST_RUN)
    for name, value in view.query.items():
        at.query_params[name] = value
    for name in view.opened:
        at.session_state[name] = True
    # By its address: `switch_page` goes by the script's name, until a run has registered the pages.
    at._page_hash = calc_hash(view.page)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return at.run()


def _write_tree(dump: Dump, node: Any, files: Mapping[str, Callable[[], Any]]) -> None:
    """Elements in the order of the page; of the blocks only what is written on them."""
    if not hasattr(node, "children"):
        _write_element(dump, node, files)
        return
    if node.type in WRITTEN_ON:
        dump.say(f"[{node.type}] {_scalars(node.proto)}")
    if node.type in ("main", "sidebar"):
        dump.say(f"[{node.type}]")
    for child in node.children.values():
        _write_tree(dump, child, files)


WRITTEN_ON: Final = ("tab", "expander", "popover", "dialog", "status")
"""Blocks that carry words of their own."""

UNSEEN: Final = frozenset(
    {"id", "form_id", "element_id", "deferred_file_id", "stack_trace", "page_script_hash", "query_param_key", "label_visibility"}
    | {"arrow_data", "spec", "json", "columns", "column_order", "tooltip", "imgs", "config"}
)
"""Fields that hold no figure, or that are written line by line instead."""

WITH_VALUE: Final = frozenset(
    {"selectbox", "multiselect", "button_group", "date_input", "slider", "toggle", "text_input", "checkbox", "radio"}
)


def _write_element(dump: Dump, node: Any, files: Mapping[str, Callable[[], Any]]) -> None:
    proto = node.proto
    value = f" value={_said(node.value)}" if node.type in WITH_VALUE else ""
    dump.say(f"{node.type}: {_scalars(proto)}{value}")
    for name, values in _lists(proto):
        dump.block(name, values)
    if node.type in ("dataframe", "table"):
        _write_table(dump, proto)
    elif node.type == "plotly_chart":
        _write_plotly(dump, json.loads(proto.spec))
    elif node.type == "deck_gl_json_chart":
        _write_deck(dump, json.loads(proto.json), proto.tooltip)
    elif node.type == "bidi_component":
        shown = json.loads(proto.bytes)
        _write_deck(dump, shown["deck"], shown["tooltip"])
    elif node.type == "download_button" and proto.label == "CSV" and proto.deferred_file_id in files:
        made = files[proto.deferred_file_id]()
        dump.block("file", (made if isinstance(made, str) else made.decode("utf-8")).splitlines())


def _fields(proto: Any) -> Iterator[tuple[str, Any]]:
    for one, value in proto.ListFields():
        if one.name not in UNSEEN and not isinstance(value, bytes):
            yield one.name, value


def _scalars(proto: Any) -> str:
    """The fields of one value as `name=value`, those of messages inside after their own names."""
    parts = []
    for name, value in _fields(proto):
        if isinstance(value, str | int | float | bool):
            parts.append(f"{name}={_said(value)}")
        elif hasattr(value, "ListFields"):
            parts.append(f"{name}=({_scalars(value)})")
    return " ".join(parts)


def _lists(proto: Any) -> Iterator[tuple[str, list[str]]]:
    """The fields of many values, one line a value: choices with their counts, for instance."""
    for name, value in _fields(proto):
        if not isinstance(value, str | int | float | bool) and not hasattr(value, "ListFields"):
            yield name, [_scalars(one) if hasattr(one, "ListFields") else _said(one) for one in value]


def _said(value: Any) -> str:
    """A value on one line: texts quoted, days as ISO 8601, numbers in full."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_other)


def _other(value: Any) -> str:
    """What JSON has no form for: days and moments, and what is rarer."""
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _write_table(dump: Dump, proto: Any) -> None:
    import pyarrow as pa

    if shown := getattr(proto, "columns", ""):
        dump.block("columns", [f"{name}: {_said(said)}" for name, said in json.loads(shown).items()])
    if order := list(getattr(proto, "column_order", ())):
        dump.say(f"  order: {_said(order)}")
    data = proto.arrow_data.data
    if not data:
        return
    table = pa.ipc.open_stream(data).read_all()
    dump.block("rows", _rows(table))


def _rows(table: Any) -> list[str]:
    """A table's head with types, then its rows."""
    head = ", ".join(f"{one.name} ({one.type})" for one in table.schema)
    return [head, *(_said(list(row.values())) for row in table.to_pylist())]


def _write_plotly(dump: Dump, spec: dict[str, Any]) -> None:
    for number, trace in enumerate(_plain(spec["data"])):
        dump.block(f"trace {number}", _trace(trace))
    layout = _plain(spec["layout"])
    # The look that plotly gives to figures that say nothing of it.
    layout.pop("template", None)
    lines = []
    for name, value in sorted(layout.items()):
        several = enumerate(value) if isinstance(value, list) else ()
        lines += [f"{name}[{place}]={_said(one)}" for place, one in several] or [f"{name}={_said(value)}"]
    dump.block("layout", lines)


def _plain(value: Any) -> Any:
    """Numbers that plotly packs as bytes, as numbers."""
    import numpy as np

    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "bdata" in value:
        found = np.frombuffer(base64.b64decode(value["bdata"]), dtype=np.dtype(value["dtype"]))
        return found.reshape([int(one) for one in str(value["shape"]).split(",")]).tolist() if "shape" in value else found.tolist()
    return {name: _plain(one) for name, one in value.items()}


def _trace(trace: dict[str, Any]) -> list[str]:
    """What holds for the whole trace, then a line a point with all that is said of it."""
    flat = dict(_flat("", trace))
    lengths = Counter(len(value) for value in flat.values() if isinstance(value, list))
    points = lengths.most_common(1)[0][0] if lengths else 0
    each = {name: value for name, value in sorted(flat.items()) if isinstance(value, list) and len(value) == points}
    whole = [f"{name}={_said(value)}" for name, value in sorted(flat.items()) if name not in each]
    return [*whole, *(f"[{place}] " + " ".join(f"{name}={_said(value[place])}" for name, value in each.items()) for place in range(points))]


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _flat(f"{prefix}.{name}" if prefix else name, one)
    else:
        yield prefix, value


def _write_deck(dump: Dump, deck: dict[str, Any], tooltip: str) -> None:
    """A map: a line a layer, then a line each of what it draws."""
    for number, layer in enumerate(deck.pop("layers", [])):
        data = layer.pop("data", None)
        dump.say(f"  layer {number}: {_said(layer)}")
        rows = data if isinstance(data, list) else data.get("features", [data]) if isinstance(data, dict) else [data]
        dump.block(f"layer {number} data", [_said(row) for row in rows])
    dump.say(f"  deck: {_said(deck)} tooltip={tooltip}")


# Files that a page hands out


def exports(dump: Dump, found: Published) -> None:
    """Files of filtered incidents and reports, prepared as a reader does on the map's page."""
    category, region = found.common("category", 2)[-1], found.common("sea_region", 1)[0]
    narrow: Query = {"category": category, "region": region}
    kinds, formats = ("incidents", "reports"), ("csv", "xlsx", "geojson", "kml", "parquet")
    asked: list[tuple[Query, str, str]] = [(narrow, kind, extension) for kind in kinds for extension in formats]
    asked += [({}, "incidents", "csv"), ({}, "reports", "csv"), ({**narrow, "tlp": "AMBER"}, "reports", "csv")]
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        # The program prepares its files in a temporary folder of its own.
        tempfile.tempdir = folder
        for query, kind, extension in asked:
            dump.start(f"export of {kind} as {extension}, {View('incident_map', query).title}")
            try:
                _write_export(dump, query, kind, extension, Path(folder))
            except Exception as error:  # noqa: BLE001
                dump.fault(error)
        tempfile.tempdir = before


def _write_export(dump: Dump, query: Query, kind: str, extension: str, folder: Path) -> None:
    at, there = _opened(View("incident_map", query)), set(folder.rglob("anchorwatch_*"))
    at.button_group(key="export_what").set_value(kind)
    at.button_group(key="export_format").set_value(extension)
    at.button(key="export_prepare").click().run()
    for file in sorted(set(folder.rglob("anchorwatch_*")) - there):
        dump.say(f"name: {file.name}")
        _write_file(dump, file)
    for link in at.get("link_button"):
        dump.say(f"link: {_scalars(link.proto)}")


def _write_file(dump: Dump, file: Path) -> None:
    """A file's content as text, by its kind."""
    import pyarrow.parquet as pq

    readers: dict[str, Callable[[Path], list[str]]] = {
        ".pptx": _slides, ".pdf": _pdf, ".xlsx": _workbook, ".parquet": lambda one: _rows(pq.read_table(one)),
        ".geojson": lambda one: one.read_text(encoding="utf-8").replace('{"type":"Feature"', '\n{"type":"Feature"').splitlines(),
    }  # fmt: skip
    dump.block(f"file {file.suffix}", readers.get(file.suffix, _text)(file))


def _text(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _slides(file: Path) -> list[str]:
    from pptx import Presentation

    made = Presentation(str(file))
    lines = []
    for number, slide in enumerate(made.slides, 1):
        lines.append(f"slide {number} ({slide.slide_layout.name})")
        lines += [f"  {line}" for shape in slide.shapes for line in _shape(shape)]
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            lines.append(f"  notes: {_said(slide.notes_slide.notes_text_frame.text)}")
    return lines


def _shape(shape: Any) -> Iterator[str]:
    said = shape._element.xpath(".//p:cNvPr/@descr")
    yield f"{shape.name}{' alt=' + _said(said[0]) if said else ''}"
    if hasattr(shape, "shapes"):
        for one in shape.shapes:
            yield from (f"  {line}" for line in _shape(one))
    if shape.has_text_frame:
        yield from (f"  text: {_said(paragraph.text)}" for paragraph in shape.text_frame.paragraphs if paragraph.text)
    if getattr(shape, "has_table", False) and shape.has_table:
        yield from (f"  row: {_said([cell.text for cell in row.cells])}" for row in shape.table.rows)
    if getattr(shape, "has_chart", False) and shape.has_chart:
        yield from (f"  {line}" for line in _chart(shape.chart))


def _chart(chart: Any) -> Iterator[str]:
    """The data of a native chart, and the numbers and texts of its XML in their order: error bars and labels are only there."""
    if chart.has_title:
        yield f"title: {_said(chart.chart_title.text_frame.text)}"
    for plot in chart.plots:
        yield f"plot {type(plot).__name__} of {_said([str(one) for one in plot.categories])}"
        yield from (f"  series {_said(series.name)}: {_said(list(series.values))}" for series in plot.series)
    texts = chart._chartSpace.xpath(".//c:v/text() | .//a:t/text()")
    yield f"every value: {_said([str(one) for one in texts])}"


def _pdf(file: Path) -> list[str]:
    import pypdfium2

    lines = []
    document = pypdfium2.PdfDocument(file)
    for number, page in enumerate(document, 1):
        lines += [f"page {number}", *(f"  {line}" for line in page.get_textpage().get_text_bounded().splitlines())]
    document.close()
    return lines


def _workbook(file: Path) -> list[str]:
    import openpyxl

    lines = []
    for sheet in openpyxl.load_workbook(file).worksheets:
        lines.append(f"sheet {sheet.title} {sheet.dimensions}")
        lines += [f"  {_said(list(row))}" for row in sheet.iter_rows(values_only=True)]
    return lines


# Command lines


def briefings(dump: Dump, found: Published) -> None:
    """Documents of saved settings: for each of the readers, with sea region and years, with other dates, paper and sections."""
    last, region = found.last_days()[0], found.common("sea_region", 1)[0]
    years = f'from = "{last.year - 3}-01-01"\nto = "{last.isoformat()}"'
    fleet = 'audience = "fleet"\n'
    where, kind = f'region = "{region}"', f'category = "{found.common("category", 1)[0]}"'
    settings = {
        "board": 'audience = "board"\ndays = 365\n',
        "fleet": f'{fleet}title = "Fleet"\norganisation = "Lines & Sons"\npaper = "Letter"\n[filters]\n{where}\n{years}\n',
        "crew": f'audience = "crew"\ndates = "de"\nmark = "GREEN"\n[filters]\n{years}\n{kind}\n',
        "chosen": f'{fleet}sections = ["trends", "risk", "gap", "sources", "method"]\ndates = "iso"\n[filters]\n{years}\n',
    }
    for name, text in settings.items():
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
            dump.call(folder, "FOLDER")
            dump.start(f"briefing {name}")
            _run(dump, "briefing", [str(folder / f"{name}.toml"), "--out", str(folder / "out")])
            for file in sorted((folder / "out").glob("*")):
                dump.start(f"briefing {name}, {file.suffix}")
                dump.say(f"name: {file.name}")
                _write_file(dump, file)


def commands(dump: Dump, found: Published) -> None:
    """What the command lines say of the published data, of the labels and of published capture histories."""
    asked = [["sources"], ["snapshots"], ["quarantine", "--most", "100"], ["decisions"], ["evaluate-facts"], ["evaluate-links"]]
    for words in asked:
        dump.start(f"data_pipeline {' '.join(words)}")
        _run(dump, "data_pipeline", words)
    raw = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))
    for file in sorted((raw / "capture_recapture").glob("*.csv")):
        for choice in ("bic", "stepwise"):
            dump.start(f"analytics.gap {file.name} {choice}")
            _run(dump, "analytics.gap", [str(file), "--choice", choice, "--all"])


def _run(dump: Dump, module: str, words: Sequence[str]) -> None:
    """`python -m module words`, in this process, whose clock stands still."""
    out, status, before = io.StringIO(), 0, sys.argv
    sys.argv = [module, *words]
    hook = sys.excepthook
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            runpy.run_module(module, run_name="__main__")
    except SystemExit as end:
        status = int(end.code or 0) if not isinstance(end.code, str) else 2
    except Exception as error:  # noqa: BLE001
        dump.fault(error)
    finally:
        sys.argv, sys.excepthook = before, hook
    for line in out.getvalue().splitlines():
        dump.say(line.rstrip())
    dump.say(f"exit status {status}")


# Published tables, and the folders to compare


OF_THE_RUN: Final = re.compile(r".*_at|landing_id|decision_id|landed_.*|seconds|id|undoes")
"""Columns that name the run or its moments. Of the moments, those that a source states are kept."""
STATED: Final = frozenset({"occurred_at", "reported_at", "published_at"})


def tables(data: Path, out: Path) -> None:
    """For each published table its rows and, by column, how many values there are and a digest of them in the order of the rows."""
    import pyarrow.parquet as pq

    folder, lines = Published.of(data).folder, []
    for file in sorted(folder.glob("*.parquet")):
        table = pq.read_table(file)
        kept = [name for name in table.column_names if name in STATED or not OF_THE_RUN.fullmatch(name)]
        rows = sorted(_said(list(row.values())) for row in table.select(kept).to_pylist())
        lines += ["", f"{SECTION}{file.stem}", f"rows {table.num_rows}, columns {', '.join(table.column_names)}"]
        lines.append(f"sorted rows {_digest(rows)}")
        for name in kept:
            values = sorted(_said(value) for value in table[name].to_pylist())
            lines.append(f"{name} ({table.schema.field(name).type}): {len(set(values))} different, {_digest(values)}")
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def build(data: Path, raw: Path | None) -> None:
    """Publish a folder in two steps, so that there is a kept snapshot; an analyst decides between them and after them."""
    data.mkdir(parents=True, exist_ok=True)
    later = []
    if raw is not None:
        _pipeline(data, "add", "asam", str(raw / "asam" / "asam_archive_1978_2024.json"))
        later = [("imb_crime_at_sea", raw / "imb" / "pirate_attacks.csv")]
        later += [("ukmto", file) for file in sorted((raw / "ukmto").glob("*.json"))]
        (data / "exposure").mkdir(exist_ok=True)
        for file in sorted((raw / "reference").glob("portwatch_chokepoints_daily*.json")):
            shutil.copy(file, data / "exposure")
    _pipeline(data, "run")
    for source, file in later:
        _pipeline(data, "add", source, str(file))
    if later:
        _pipeline(data, "run")
    doubtful = _doubtful(Published.of(data))
    for row, verdict in zip(doubtful, ("same", "different", "same", "different"), strict=False):
        _decide(data, row, verdict)
    _pipeline(data, "run")
    for row in doubtful[4:]:
        # Waits for a run.
        _decide(data, row, "same")


def _doubtful(found: Published) -> list[dict[str, Any]]:
    rows = [row for row in found.rows("links", ["report_a", "report_b", "outcome"]) if row["outcome"] == "unsure"]
    return sorted(rows, key=lambda row: (row["report_a"], row["report_b"]))[:5]


def _decide(data: Path, row: Mapping[str, Any], verdict: str) -> None:
    reports = [row["report_a"], row["report_b"]] if verdict == "same" else [row["report_a"], "--from", row["report_b"]]
    _pipeline(data, "decide", verdict, *reports, "--who", "An analyst", "--why", "To be dumped")


def _pipeline(data: Path, *words: str) -> None:
    environment = {**os.environ, "ANCHORWATCH_DATA": str(data)}
    subprocess.run([sys.executable, "-m", "data_pipeline", *words], cwd=ROOT, env=environment, check=True)


# Comparing two dumps


def compare(first: Path, second: Path) -> int:
    """Print the differing lines section by section, then how many there are; 1 when there are any."""
    one, other = _sections(first), _sections(second)
    counts: Counter[str] = Counter()
    for section in dict.fromkeys((*one, *other)):
        lines = list(difflib.unified_diff(one.get(section, []), other.get(section, []), first.name, second.name, lineterm="", n=1))
        if not lines:
            continue
        print(f"\n{SECTION}{section}")
        print("\n".join(lines[2:]))
        counts[re.split(r"[? ,]", section)[0] or "head"] += sum(line[0] in "+-" for line in lines[2:])
    print()
    for page, number in counts.items():
        print(f"{page}: {number:,} differing lines")
    print(f"{counts.total():,} differing lines in all; {sum(map(len, one.values())):,} and {sum(map(len, other.values())):,} compared")
    return 1 if counts else 0


NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


def compare_numbers(first: Path, second: Path) -> int:
    """As `compare`, for dumps between which words were rewritten: only lines whose numbers differ, in order, are shown and counted."""
    before, after = _sections(first), _sections(second)
    differing = 0
    for section in dict.fromkeys((*before, *after)):
        old, new = ([line for line in dump.get(section, []) if NUMBER.search(line)] for dump in (before, after))
        matcher = difflib.SequenceMatcher(a=[_numbers(line) for line in old], b=[_numbers(line) for line in new], autojunk=False)
        changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
        if changes:
            print(f"\n{SECTION}{section}")
        for _, old_first, old_end, new_first, new_end in changes:
            print("\n".join([*(f"-{line}" for line in old[old_first:old_end]), *(f"+{line}" for line in new[new_first:new_end])]))
        differing += len(changes)
    print(f"\n{differing:,} places where numbers differ")
    return 1 if differing else 0


def _numbers(line: str) -> tuple[str, ...]:
    # Names of views inside «» say where a repeated table was printed first, which moves with the words above it.
    return tuple(NUMBER.findall(re.sub("«.*?»", "", line)))


def _sections(file: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"": []}
    section = ""
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line.startswith(SECTION):
            section = line.removeprefix(SECTION)
            found.setdefault(section, [])
        elif line:
            found[section].append(line)
    return found


# The command line


def dump_all(data: Path, out: Path, parts: Sequence[str]) -> int:
    """Write the dump; `parts` are of PARTS or names of pages, none for all. 1 when something could not be dumped."""
    os.environ |= {"ANCHORWATCH_DATA": str(data), "COLUMNS": "250", "TZ": "UTC"}
    logging.disable(logging.WARNING)
    found, dump = Published.of(data), Dump()
    hold_present(found.moment + clock.timedelta(hours=1))
    dump.call(data, "DATA")
    dump.call(ROOT, "ROOT")
    chosen = [part for part in parts if part in PAGES]
    if not parts or "pages" in parts or chosen:
        pages(dump, found, chosen)
    for name, write in (("exports", exports), ("briefings", briefings), ("commands", commands)):
        if not parts or name in parts:
            write(dump, found)
    out.write_text("\n".join(dump.lines) + "\n", encoding="utf-8")
    print(f"{len(dump.lines):,} lines in {sum(line.startswith(SECTION) for line in dump.lines):,} sections; {dump.faults} faults")
    return 1 if dump.faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.figures_dump", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="DATA OUT; build DATA; tables DATA OUT")
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("A", "B"), help="compare two dumps")
    parser.add_argument("--numbers", action="store_true", help="compare: only lines whose numbers differ, whatever their words")
    parser.add_argument("--raw", type=Path, metavar="DIR", help="build: folder of the real files")
    some = f"only {', '.join(PARTS)}, or pages by name"
    parser.add_argument("--only", nargs="*", default=[], choices=[*PARTS, *PAGES], metavar="PART", help=some)
    args = parser.parse_args()
    if args.compare:
        return (compare_numbers if args.numbers else compare)(*args.compare)
    mode = args.words[0] if args.words and args.words[0] in ("build", "tables") else ""
    places = [Path(word).resolve() for word in args.words[bool(mode) :]]
    if len(places) != (1 if mode == "build" else 2):
        parser.error("DATA and OUT are needed (build: DATA)")
    if mode == "build":
        build(places[0], args.raw.resolve() if args.raw else None)
    elif mode == "tables":
        tables(*places)
    else:
        return dump_all(places[0], places[1], args.only)
    return 0


if __name__ == "__main__":
    sys.exit(main())
