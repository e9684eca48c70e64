"""What a briefing shall hold: one immutable value, its form in a page's address and in a small file.

Address and file come from anybody. Both are read strictly by name: what is not known is left out and said in words.
"""

from __future__ import annotations

import base64
import io
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from PIL import Image, UnidentifiedImageError

from briefing import lettering
from briefing.dates import LANGUAGES
from warehouse.contract.taxonomy import TLP_CODE
from warehouse.filters import Filters

LONGEST_TITLE: Final = 120
MOST_DAYS: Final = 3660
LARGEST_LOGO: Final = 2_000_000
"""Bytes of a logo's file."""
LOGO_PIXELS: Final = (900, 300)
PAPERS: Final = ("A4", "Letter")


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads it: the sections offered first, how many notable incidents are listed, and whether their narratives are."""

    title: str
    sections: tuple[str, ...]
    notable: int
    narratives: bool


AUDIENCES: Final[dict[str, Audience]] = {
    "board": Audience(
        "Board",
        ("situation", "figures", "map", "kinds", "trends", "risk", "gap", "sources", "method"),
        6,
        False,
    ),
    "fleet": Audience(
        "Fleet",
        ("situation", "figures", "map", "severity", "kinds", "trends", "risk", "notable", "gap", "sources", "method"),
        18,
        False,
    ),
    "crew": Audience("Crew", ("situation", "map", "kinds", "risk", "notable"), 12, True),
}
SECTION_CODES: Final = tuple(dict.fromkeys(code for code in AUDIENCES["fleet"].sections))
"""All sections, in their usual order; `sections.SECTIONS` builds each."""


class BriefingError(ValueError):
    """A briefing's file cannot be used; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A briefing. Days: those of `filters`, else the last `days` up to the latest day that a source covers.

    `mark` is the TLP mark that the document carries and that decides what may be in it. `dates` is a code of `LANGUAGES`.
    `sections` are codes in their order; empty stands for those of the audience. `logo` is a PNG.
    """

    title: str = "Maritime security briefing"
    organisation: str = ""
    audience: str = "board"
    mark: str = "CLEAR"
    days: int = 30
    dates: str = "en"
    paper: str = "A4"
    sections: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    logo: bytes = b""

    def __post_init__(self) -> None:
        for name in ("title", "organisation"):
            object.__setattr__(self, name, lettering.clean(getattr(self, name))[:LONGEST_TITLE].strip())
        if self.sections == self.reader.sections:
            object.__setattr__(self, "sections", ())

    @property
    def reader(self) -> Audience:
        return AUDIENCES[self.audience]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The sections in their order."""
        return self.sections or self.reader.sections

    def period(self, latest: date) -> tuple[date, date]:
        """First and last day; `latest` is the last day that any source covers."""
        last = self.filters.date_to or latest
        first = self.filters.date_from or last - timedelta(days=self.days - 1)
        return min(first, last), last

    def to_query(self) -> dict[str, str]:
        """Parameters of a page's address: what differs from the usual. A logo does not fit into an address."""
        usual = Settings(audience=self.audience)
        found = {name: str(getattr(self, name)) for name in _PLAIN if getattr(self, name) != getattr(usual, name)}
        if self.audience != Settings().audience:
            found["audience"] = self.audience
        if self.sections:
            found["sections"] = ",".join(self.sections)
        return {**self.filters.to_query(), **found}

    @classmethod
    def from_query(cls, query: Mapping[str, str], known: Mapping[str, Iterable[str]]) -> tuple[Settings, tuple[str, ...]]:
        """Settings from a page's address, and a note for everything that was ignored. `known` is that of `Filters.from_query`."""
        filters, notes = Filters.from_query(query, known)
        settings, more = _read({name: value for name, value in query.items() if name in NAMES})
        return replace(settings, filters=filters), (*notes, *more)

    def to_file(self) -> str:
        """The briefing as a TOML file, which `from_file` reads and `python -m briefing` runs."""
        lines = ["# A briefing of Anchorwatch. Load it on the page Briefing, or run: python -m briefing FILE --out DIR"]
        lines += [f"{name} = {json.dumps(getattr(self, name), ensure_ascii=False)}" for name in (*_PLAIN, "audience")]
        lines.append(f"sections = {json.dumps(list(self.chosen))}")
        if self.logo:
            lines.append(f'logo = "{base64.b64encode(self.logo).decode("ascii")}"')
        lines += ["", "[filters]"]
        lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in self.filters.to_query().items()]
        return "\n".join(lines) + "\n"

    @classmethod
    def from_file(cls, text: str, known: Mapping[str, Iterable[str]]) -> tuple[Settings, tuple[str, ...]]:
        """Settings from such a file, and what of it was ignored. Raises BriefingError when it is no such file."""
        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BriefingError(f"the file is no TOML: {error}") from error
        filtered = found.pop("filters", {})
        if not isinstance(filtered, dict):
            raise BriefingError("`filters` must be a table: [filters]")
        unknown = sorted(set(found) - set(NAMES) - {"logo"})
        logo = _logo(found.pop("logo", ""))
        settings, notes = _read({name: _words(value) for name, value in found.items() if name in NAMES})
        filters, more = Filters.from_query({str(name): _words(value) for name, value in filtered.items()}, known)
        said = (
            (f"The file names {', '.join(lettering.clean(name)[:40] for name in unknown[:5])}, which is not known here.",)
            if unknown
            else ()
        )
        return replace(settings, filters=filters, logo=logo), (*said, *notes, *more)


_PLAIN: Final = ("title", "organisation", "mark", "days", "dates", "paper")
NAMES: Final = (*_PLAIN, "audience", "sections")
"""Parameters of an address beside those of the filters."""

_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "audience": tuple(AUDIENCES),
    "mark": tuple(TLP_CODE),
    "dates": tuple(LANGUAGES),
    "paper": PAPERS,
}


def _read(found: Mapping[str, str]) -> tuple[Settings, tuple[str, ...]]:
    values: dict[str, Any] = {name: found[name] for name in ("title", "organisation") if found.get(name, "").strip()}
    notes = []
    for name, offered in _CHOICES.items():
        value = found.get(name, "")
        if value in offered:
            values[name] = value
        elif value:
            notes.append(f"“{name}” can be {', '.join(offered)}; what was given is not known.")
    if days := found.get("days", ""):
        if days.isascii() and days.isdigit() and len(days) < 6 and 1 <= int(days) <= MOST_DAYS:
            values["days"] = int(days)
        else:
            notes.append(f"“days” must be a whole number from 1 to {MOST_DAYS:,}.")
    named = [word.strip() for word in found.get("sections", "").split(",") if word.strip()]
    sections = tuple(dict.fromkeys(word for word in named if word in SECTION_CODES))
    if len(sections) < len(set(named)):
        notes.append(f"Sections can be {', '.join(SECTION_CODES)}; others were left out.")
    return Settings(**values, sections=sections), tuple(notes)


def _words(value: object) -> str:
    return ",".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _logo(text: object) -> bytes:
    if not text:
        return b""
    try:
        return logo(base64.b64decode(str(text), validate=True))
    except ValueError as error:
        raise BriefingError(f"`logo` is no picture: {error}") from error


def logo(data: bytes) -> bytes:
    """An uploaded picture as a small PNG without anything else in it. Raises BriefingError."""
    if len(data) > LARGEST_LOGO:
        raise BriefingError(f"the logo has {len(data):,} bytes; at most {LARGEST_LOGO:,} are taken")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > 40_000_000:
                raise BriefingError("the logo has too many pixels")
            small = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise BriefingError(f"the logo must be a PNG or JPEG picture ({error})") from error
    small.thumbnail(LOGO_PIXELS)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()
