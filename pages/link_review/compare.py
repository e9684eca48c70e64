"""Compares reports fact by fact, showing what agrees and what differs, and highlights the words that their texts share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from analytics.describe.words import report_letter
from pages.incidents.card import time_in_words
from pages.incidents.position import in_degrees, precision_in_words
from pages.server import first_paint
from pages.shell.text import Markdown, plain
from warehouse.contract.codes import Code
from warehouse.contract.taxonomy import ACT, CATEGORY, CREW_HARM, SEVERITY, VESSEL_STATUS, VESSEL_TYPE, WEAPON
from warehouse.reference.geography import country_titles

Report = dict[str, Any]
SAME, DIFFERS, PARTLY = "same", "differs", "partly"
ICONS: Final = {SAME: ":material/check:", DIFFERS: ":material/difference:", PARTLY: ":material/remove:"}
LEGEND: Final = ":material/check: the same   :material/difference: different, in bold   :material/remove: not stated in every report"
SILENT: Final = "–"
COMMON_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "the and was were that this with from for its her his their they them had has have been are not but into onto who which when while "
        "then there than near off one two three out all any did later after before about upon being also reported",
    )
)
"""Stop words: two English texts share these whatever they are about."""

_WORD: Final = re.compile(r"\w+(?:[.'’-]\w+)*")


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """One fact: its name, what each report states (empty: nothing), and SAME, DIFFERS or PARTLY."""

    fact: str
    said: tuple[str, ...]
    mark: str


def compare_facts(reports: list[Report]) -> list[ComparedFact]:
    """Every fact stated by at least one of the reports."""
    compared = []
    for fact, read_fact in FACTS.items():
        statements = tuple(read_fact(report) for report in reports)
        stated = [text for text in statements if text]
        if stated:
            # Bodies differ in capitals for names, which is no difference in fact.
            alike = len({text.casefold() for text in stated}) == 1
            mark = DIFFERS if not alike else SAME if len(stated) == len(statements) else PARTLY
            compared.append(ComparedFact(fact, statements, mark))
    return compared


def show_fact_table(reports: list[Report]) -> None:
    """A table of the facts with one column for each report. Differences are marked by an icon and bold type."""
    rows = compare_facts(reports)
    columns = {
        f"**{plain(report_letter(place))}** {plain(report['source_title'] or report['source'])}": [_fact_cell(line, place) for line in rows]
        for place, report in enumerate(reports)
    }
    frame = pd.DataFrame(columns, index=[f"{ICONS[line.mark]} {plain(line.fact)}" for line in rows])
    st.table(frame, border="horizontal", alt="What the reports say, fact by fact")
    st.caption(LEGEND)
    first_paint.note_light_parts()


def show_texts(reports: list[Report]) -> None:
    """The narratives side by side; words that one shares with another are highlighted."""
    others = [report["narrative"] or "" for report in reports]
    for place, (report, column) in enumerate(zip(reports, st.columns(len(reports)), strict=True)):
        with column.container(border=True):
            st.markdown(
                f"**{plain(report_letter(place))}** {plain(report['source_title'] or report['source'])} · {plain(report['report_id'])}"
            )
            if report["narrative"]:
                st.markdown(mark_shared_words(report["narrative"], " ".join(others[:place] + others[place + 1 :])))
            else:
                st.caption("This report has no text.")


def mark_shared_words(text: str, other: str) -> Markdown:
    """`text` as Markdown, escaped, with the words that also occur in `other` in bold on a grey background."""
    shared = distinctive_words(text) & distinctive_words(other)
    parts: list[Markdown] = []
    run = ""
    between = ""
    end = 0
    for match in _WORD.finditer(text):
        gap, word = text[end : match.start()], match.group()
        end = match.end()
        if word.casefold() not in shared:
            between += gap + word
        elif run and not between and not gap.strip():
            # Neighbouring shared words become one highlighted run.
            run += gap + word
        else:
            parts += (_highlighted(run), plain(between + gap))
            run, between = word, ""
    # Pieces meet only where a highlight begins or ends, so that no Markdown and no address can form across two of them.
    return Markdown("".join([*parts, _highlighted(run), plain(between + text[end:])]))


def _highlighted(words: str) -> Markdown:
    return Markdown(f":gray-background[**{plain(' '.join(words.split()))}**]" if words else "")


def distinctive_words(text: str) -> set[str]:
    """The distinctive words of a text: no stop words, none shorter than three letters; numbers of two digits or more."""
    words = {word.casefold() for word in _WORD.findall(text)}
    return {word for word in words if word not in COMMON_WORDS and (len(word) > 2 or (word.isdigit() and len(word) > 1))}


def _fact_cell(line: ComparedFact, place: int) -> Markdown:
    text = plain(line.said[place]) if line.said[place] else Markdown(SILENT)
    return Markdown(f"**{text}**") if line.mark == DIFFERS and line.said[place] else text


def _time_stated(report: Report) -> str:
    return "" if report["occurred_on"] is None else time_in_words(report)


def _position_stated(report: Report) -> str:
    return "" if report["latitude"] is None else f"{in_degrees(report)} ({precision_in_words(report)})"


def _code_reader(field: str, titles: dict[str, Code]) -> Callable[[Report], str]:
    def read(report: Report) -> str:
        code = report[field]
        return titles[code].title if code in titles and code != "unknown" else ""

    return read


def _list_reader(field: str, titles: dict[str, Code]) -> Callable[[Report], str]:
    def read(report: Report) -> str:
        # "Not stated" is the absence of a statement, not something on which reports could differ.
        codes = [code for code in report[field] if code != "not_stated"]
        return ", ".join(sorted(titles[code].title if code in titles else code.replace("_", " ") for code in codes))

    return read


def _attackers_stated(report: Report) -> str:
    least, most = report["attackers"], report["attackers_max"]
    return "" if least is None else f"{least}" if most in (None, least) else f"{least} to {most}"


FACTS: Final[dict[str, Callable[[Report], str]]] = {
    "When": _time_stated,
    "Position": _position_stated,
    "Place": lambda report: report["place"] or "",
    "Ship": lambda report: report["vessel_name"] or "",
    "IMO number": lambda report: str(report["imo_number"] or ""),
    "Type": _code_reader("vessel_type", VESSEL_TYPE),
    "Flag": lambda report: country_titles().get(report["flag"], report["flag"] or ""),
    "Status": _code_reader("vessel_status", VESSEL_STATUS),
    "Category": _code_reader("category", CATEGORY),
    "Act": _code_reader("act", ACT),
    "Severity": lambda report: SEVERITY[report["severity"]].title if report["severity"] in SEVERITY else "",
    "Attackers": _attackers_stated,
    "Weapons": _list_reader("weapons", WEAPON),
    "Crew": _list_reader("crew_harm", CREW_HARM),
    "Stolen": _list_reader("stolen", {}),
}
