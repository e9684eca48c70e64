"""What a briefing contains: one immutable value, and how it is written in a page's address and in a settings file.

Addresses and files can come from anybody. Both are read strictly by name: anything unknown is ignored and reported in words.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from analytics.coverage.equal.spans import A_YEAR, last_days
from briefing import lettering
from briefing.dates import DATE_STYLES
from warehouse.contract.taxonomy import TLP_CODE
from warehouse.filters import Filters

LONGEST_TITLE: Final = 120
MOST_DAYS: Final = 3660
"""Ten years: longer periods are possible with fixed dates only."""
PAPERS: Final = ("A4", "Letter")


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads the briefing: the default sections, the most notable incidents to list, and whether to print their narratives.

    `is_sheet`: read on paper, in upright format, with text of `text_size` points.
    """

    title: str
    sections: tuple[str, ...]
    notable: int
    narratives: bool
    is_sheet: bool = False
    text_size: float = 9.5


DECK: Final = ("headline", "where", "changes", "incidents", "outlook", "unknown", "credits")
"""The board deck: one slide each."""
FULL: Final = ("situation", "figures", "map", "severity", "kinds", "trends", "risk", "notable", "gap", "sources", "method")
SUMMARY: Final = ("headline", "incidents", "changes", "where", "advisories", "credits")
"""Two upright pages; of seven days, the weekly summary."""
AUDIENCES: Final[dict[str, Audience]] = {
    "board": Audience("Board", DECK, 6, False),
    "full": Audience("Full deck", tuple(code for code in FULL if code not in ("severity", "notable")), 6, False),
    "fleet": Audience("Fleet", FULL, 18, False),
    "summary": Audience("Summary", SUMMARY, 8, False, True, 9.5),
    "captain": Audience("Captain", ("captain",), 6, False, True, 10.5),
    "crew": Audience("Crew", ("crew",), 12, True, True, 14.0),
}
SHORT_SECTIONS: Final = frozenset((*DECK, "advisories", "captain", "crew"))
"""Sections that are made of pages, each with a finding for its title."""
CLOSING_SECTIONS: Final = frozenset(("credits", "captain", "crew"))
"""Sections that name what the document leaves out, and the attributions of its sources."""
SECTION_CODES: Final = (*DECK, "advisories", *FULL, "captain", "crew")
"""All sections, in default order; `section_kinds.SECTIONS` builds each."""


class BriefingError(ValueError):
    """A briefing's settings file or logo cannot be used; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class BriefingSettings:
    """What a briefing contains. It covers the dates in `filters`, or else the `days` to the last well-watched day (A_YEAR: 12 months).

    `mark` is the TLP mark that the document carries and that decides what may be in it. `dates` is a code of DATE_STYLES.
    `sections` are codes, in order; empty means those of the audience. `logo` is a PNG file, or empty.
    """

    title: str = "Maritime security briefing"
    organisation: str = ""
    audience: str = "board"
    mark: str = "CLEAR"
    days: int = A_YEAR
    dates: str = "en"
    paper: str = "A4"
    sections: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    logo: bytes = b""

    def __post_init__(self) -> None:
        for name in ("title", "organisation"):
            # A frozen dataclass can only be normalised this way; every later reader may rely on clean, short texts.
            object.__setattr__(self, name, lettering.clean_text(getattr(self, name))[:LONGEST_TITLE].strip())
        # The default has one form only, so that equal briefings have equal addresses and share cached results.
        if self.sections == self.audience_profile.sections:
            object.__setattr__(self, "sections", ())

    @property
    def audience_profile(self) -> Audience:
        return AUDIENCES[self.audience]

    @property
    def section_codes(self) -> tuple[str, ...]:
        """The codes of the sections to build, in order."""
        return self.sections or self.audience_profile.sections

    def period(self, latest: date) -> tuple[date, date]:
        """First and last day, both included; `latest` is the last well-watched day."""
        last = self.filters.date_to or latest
        first = self.filters.date_from or last_days(last, self.days)[0]
        # A fixed first day may lie after the latest day covered; the period is then that one day.
        return min(first, last), last

    def to_query(self) -> dict[str, str]:
        """Parameters of a page's address: only what differs from the default. The logo is left out, as it does not fit."""
        usual = BriefingSettings(audience=self.audience)
        parameters = {name: str(getattr(self, name)) for name in _PLAIN if getattr(self, name) != getattr(usual, name)}
        if self.audience != BriefingSettings().audience:
            parameters["audience"] = self.audience
        if self.sections:
            parameters["sections"] = ",".join(self.sections)
        return {**self.filters.to_query(), **parameters}

    @classmethod
    def from_query(cls, query: Mapping[str, str], known_codes: Mapping[str, Iterable[str]]) -> tuple[BriefingSettings, tuple[str, ...]]:
        """Settings from a page's address, and a note on each part that was ignored. `known_codes` is as in `Filters.from_query`."""
        filters, notes = Filters.from_query(query, known_codes)
        settings, more_notes = settings_from_texts({name: value for name, value in query.items() if name in NAMES})
        return replace(settings, filters=filters), (*notes, *more_notes)

    def to_file(self) -> str:
        """The briefing as a TOML file, which `saved_file` reads and `python -m briefing` runs."""
        lines = ["# An Anchorwatch briefing. Load it on the Briefing page, or run: python -m briefing FILE --out DIR"]
        # A JSON string or list of strings is valid TOML, escapes included.
        lines += [f"{name} = {json.dumps(getattr(self, name), ensure_ascii=False)}" for name in (*_PLAIN, "audience")]
        lines.append(f"sections = {json.dumps(list(self.section_codes))}")
        if self.logo:
            lines.append(f'logo = "{base64.b64encode(self.logo).decode("ascii")}"')
        lines += ["", "[filters]"]
        lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in self.filters.to_query().items()]
        return "\n".join(lines) + "\n"


_PLAIN: Final = ("title", "organisation", "mark", "days", "dates", "paper")
NAMES: Final = (*_PLAIN, "audience", "sections")
"""Parameters of an address in addition to those of the filters."""

_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "audience": tuple(AUDIENCES),
    "mark": tuple(TLP_CODE),
    "dates": tuple(DATE_STYLES),
    "paper": PAPERS,
}


def settings_from_texts(given: Mapping[str, str]) -> tuple[BriefingSettings, tuple[str, ...]]:
    """Settings from texts by name, without filters and logo, and a note on each part that was ignored."""
    values: dict[str, Any] = {name: given[name] for name in ("title", "organisation") if given.get(name, "").strip()}
    notes = []
    for name, offered in _CHOICES.items():
        value = given.get(name, "")
        if value in offered:
            values[name] = value
        elif value:
            notes.append(f"“{name}” must be one of {', '.join(offered)}; the value given was ignored.")
    if days := given.get("days", ""):
        # `isdigit` alone would accept digits of other scripts; the length keeps `int` from parsing a page of digits.
        if days.isascii() and days.isdigit() and len(days) < 6 and 1 <= int(days) <= MOST_DAYS:
            values["days"] = int(days)
        else:
            notes.append(f"“days” must be a whole number from 1 to {MOST_DAYS:,}.")
    section_words = [word.strip() for word in given.get("sections", "").split(",") if word.strip()]
    sections = tuple(dict.fromkeys(word for word in section_words if word in SECTION_CODES))
    if len(sections) < len(set(section_words)):
        notes.append(f"Sections must be from {', '.join(SECTION_CODES)}; others were left out.")
    return BriefingSettings(**values, sections=sections), tuple(notes)
