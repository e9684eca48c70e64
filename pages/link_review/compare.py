"""Reports aligned fact by fact, with what agrees and what differs, and the words that two texts share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.charts.cards import plain
from pages.incidents.card import when
from pages.incidents.position import how_precise, in_degrees
from pages.server import first_paint
from warehouse.contract.codes import Code
from warehouse.contract.taxonomy import ACT, CATEGORY, CREW_HARM, SEVERITY, VESSEL_STATUS, VESSEL_TYPE, WEAPON
from warehouse.reference.geography import countries

Report = dict[str, Any]
SAME, DIFFERS, PARTLY = "same", "differs", "partly"
ICONS: Final = {SAME: ":material/check:", DIFFERS: ":material/difference:", PARTLY: ":material/remove:"}
LEGEND: Final = ":material/check: the same   :material/difference: differs, in bold   :material/remove: not every report says"
SILENT: Final = "–"
COMMON: Final = frozenset(
    re.findall(
        r"\w+",
        "the and was were that this with from for its her his their they them had has have been are not but into onto who which when while "
        "then there than near off one two three out all any did later after before about upon being also reported",
    )
)
"""Words that two English texts share whatever they are about."""

_WORD: Final = re.compile(r"\w+(?:[.'’-]\w+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: its name, what each report says of it (empty: nothing), and SAME, DIFFERS or PARTLY."""

    fact: str
    said: tuple[str, ...]
    mark: str


def lines(reports: list[Report]) -> list[Line]:
    """Every fact that at least one of the reports states."""
    found = []
    for fact, read in FACTS.items():
        said = tuple(read(report) for report in reports)
        stated = [text for text in said if text]
        if stated:
            alike = len({text.casefold() for text in stated}) == 1
            mark = DIFFERS if not alike else SAME if len(stated) == len(said) else PARTLY
            found.append(Line(fact, said, mark))
    return found


def table(reports: list[Report]) -> None:
    """The aligned facts, one column a report. Differences carry a sign and bold letters."""
    rows = lines(reports)
    shown = {
        f"**{letter(place)}** {plain(report['source_title'] or report['source'])}": [_cell(line, place) for line in rows]
        for place, report in enumerate(reports)
    }
    frame = pd.DataFrame(shown, index=[f"{ICONS[line.mark]} {line.fact}" for line in rows])
    st.table(frame, border="horizontal", alt="What the reports say, fact by fact")
    st.caption(LEGEND)
    first_paint.sent()


def letter(place: int) -> str:
    """A, B, ... of a report in the order shown."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def texts(reports: list[Report]) -> None:
    """The texts side by side; what the texts of two reports share stands out."""
    others = [report["narrative"] or "" for report in reports]
    for place, (report, column) in enumerate(zip(reports, st.columns(len(reports)), strict=True)):
        with column.container(border=True):
            st.markdown(f"**{letter(place)}** {plain(report['source_title'] or report['source'])} · {plain(report['report_id'])}")
            if report["narrative"]:
                st.markdown(marked(report["narrative"], " ".join(others[:place] + others[place + 1 :])))
            else:
                st.caption("This report has no text.")


def marked(text: str, other: str) -> str:
    """`text` as Markdown that shows it as it stands, the words that `other` holds too on a ground and underlined."""
    shared = telling(text) & telling(other)
    parts: list[str] = []
    run: list[str] = []
    end = 0

    def close() -> None:
        if run:
            parts.append(f":gray-background[**{plain(' '.join(''.join(run).split()))}**]")
            run.clear()

    for found in _WORD.finditer(text):
        gap, word = text[end : found.start()], found.group()
        if word.casefold() in shared:
            if run and not gap.strip():
                run.append(gap)
            else:
                close()
                parts.append(plain(gap))
            run.append(word)
        else:
            close()
            parts.append(plain(gap + word))
        end = found.end()
    close()
    return "".join([*parts, plain(text[end:])])


def telling(text: str) -> set[str]:
    """The words of a text that say something: no common ones, no single letters; numbers of two digits and more."""
    words = {word.casefold() for word in _WORD.findall(text)}
    return {word for word in words if word not in COMMON and (len(word) > 2 or (word.isdigit() and len(word) > 1))}


def _cell(line: Line, place: int) -> str:
    text = plain(line.said[place]) if line.said[place] else SILENT
    return f"**{text}**" if line.mark == DIFFERS and line.said[place] else text


def _when(report: Report) -> str:
    return "" if report["occurred_on"] is None else when(report)


def _position(report: Report) -> str:
    return "" if report["latitude"] is None else f"{in_degrees(report)} ({how_precise(report)})"


def _coded(field: str, titles: dict[str, Code]) -> Callable[[Report], str]:
    def read(report: Report) -> str:
        code = report[field]
        return titles[code].title if code in titles and code != "unknown" else ""

    return read


def _listed(field: str, titles: dict[str, Code]) -> Callable[[Report], str]:
    def read(report: Report) -> str:
        codes = [code for code in report[field] if code != "not_stated"]
        return ", ".join(sorted(titles[code].title if code in titles else code.replace("_", " ") for code in codes))

    return read


def _attackers(report: Report) -> str:
    least, most = report["attackers"], report["attackers_max"]
    return "" if least is None else f"{least}" if most in (None, least) else f"{least} to {most}"


FACTS: Final[dict[str, Callable[[Report], str]]] = {
    "When": _when,
    "Position": _position,
    "Place": lambda report: report["place"] or "",
    "Ship": lambda report: report["vessel_name"] or "",
    "IMO number": lambda report: str(report["imo_number"] or ""),
    "Type": _coded("vessel_type", VESSEL_TYPE),
    "Flag": lambda report: countries().get(report["flag"], report["flag"] or ""),
    "Status": _coded("vessel_status", VESSEL_STATUS),
    "Category": _coded("category", CATEGORY),
    "Act": _coded("act", ACT),
    "Severity": lambda report: SEVERITY[report["severity"]].title if report["severity"] in SEVERITY else "",
    "Attackers": _attackers,
    "Weapons": _listed("weapons", WEAPON),
    "Crew": _listed("crew_harm", CREW_HARM),
    "Stolen": _listed("stolen", {}),
}
