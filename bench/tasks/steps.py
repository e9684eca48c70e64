"""The ten tasks, each from the overview: what a reader clicks and types, and the answer that must then be on screen."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import parse_qs, urlsplit

from PIL import Image
from pptx import Presentation

from bench.tasks.reader import Reader
from bench.tasks.truth import Truth
from warehouse.contract.taxonomy import ACT

WITHIN_NM: Final = 50.0
SMALLEST_PICTURE: Final = 800
"""Pixels of the width of a picture that can be shown on a slide."""


class WrongAnswer(Exception):
    """The answer on screen differs from the one counted in the snapshot; the message gives both."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task, and the function that does it and gives the answer that was read. It raises Missing or WrongAnswer."""

    title: str
    carry_out: Callable[[Reader, Truth], str]


def singapore_by_act(reader: Reader, truth: Truth) -> str:
    """The last twelve watched months are what the page opens with."""
    reader.go_to("Compare")
    reader.choose("Waters", "Singapore Strait")
    sentence = reader.await_text(r"Singapore Strait: ([\d,]+) incidents? in the 12 months to (\d+) (\w+) (\d{4}), .+ on (.+)")
    last = date(int(sentence[4]), list(calendar.month_name).index(sentence[3]), int(sentence[2]))
    first = date(last.year - 1, last.month, last.day) + timedelta(days=1)
    counted = truth.by_act("singapore_strait", (first, last), truth.sources_named(sentence[5]))
    _compare(_number(sentence[1]), sum(counted.values()))
    label = reader.await_label(r"Bars by act: .+")[0]
    for act, number in counted.items():
        title = ACT[act].title if act in ACT else "Not stated"
        # The sides stand in the order asked for: this one first.
        shown = re.search(rf"\b{re.escape(title)} ([\d,]+) and", label)
        _compare(_number(shown[1]) if shown else 0, number)
    return f"{sentence[1]} incidents, {len(counted)} acts"


def gulf_of_guinea_in_a_sentence(reader: Reader, truth: Truth) -> str:
    reader.go_to("Compare")
    reader.choose("Waters", "Gulf of Guinea")
    reader.choose("Days", "2020")
    return _two_years(reader, truth, "Gulf of Guinea", "gulf_of_guinea", 2020)


def gnss_cases_ever(reader: Reader, truth: Truth) -> str:
    reader.go_to("Incident")
    reader.write(reader.page.get_by_role("textbox", name="Find an incident"), "GNSS interference", "Find an incident")
    shown = reader.await_text(r"([\d,]+) incidents? with “GNSS|(Nothing) found")
    _compare(_number(shown[1] or "0"), truth.count(subtype="gnss_interference"))
    return shown[0]


def stowaways(reader: Reader, truth: Truth) -> str:
    reader.go_to("Incident map")
    reader.press("All dates")
    reader.choose("Category", "Stowaway")
    number = truth.count(category="stowaway")
    return reader.await_text(rf"\b{number:,} incidents?\b[^\n]*")[0]


def two_periods(reader: Reader, truth: Truth) -> str:
    reader.go_to("Compare")
    reader.choose("Days", "2023")
    return _two_years(reader, truth, "All waters", None, 2023)


def chart_and_map_as_png(reader: Reader, truth: Truth) -> str:
    reader.go_to("Compare")
    chart = Image.open(io.BytesIO(reader.download("^PNG$").read_bytes()))
    reader.press("Maps", "tab")
    drawn = Image.open(io.BytesIO(reader.download("^PNG$", at=1).read_bytes()))
    for picture in (chart, drawn):
        if picture.width < SMALLEST_PICTURE or not picture.getcolors(2**24):
            raise WrongAnswer(f"a picture {picture.width} pixels wide")
    heading = reader.await_text(r"\n([\d,]+) 12 months to")
    described = str(drawn.info.get("Description", ""))
    placed = re.search(r"Map of ([\d,]+) incidents", described)
    if placed is None or _number(placed[1]) > _number(heading[1]):
        raise WrongAnswer(f"the map shows {described!r}, the page counts {heading[1]}")
    return f"{chart.width} x {chart.height} and {drawn.width} x {drawn.height}"


def board_deck(reader: Reader, truth: Truth) -> str:
    reader.go_to("Briefing")
    reader.press("Change what is in it")
    reader.write_day("Or from", date(2023, 1, 1))
    reader.write_day("To", date(2024, 12, 31), by_keyboard=True)
    reader.choose("Sea regions", "Gulf of Aden")
    slides = Presentation(io.BytesIO(reader.download("Download slides").read_bytes())).slides
    texts = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    number = truth.count("gulf_of_aden", (date(2023, 1, 1), date(2024, 12, 31)))
    if not 5 <= len(slides) <= 7:
        raise WrongAnswer(f"{len(slides)} slides")
    if not any(re.search(rf"\b{number:,} incidents?\b", text) for text in texts):
        stated = re.findall(r"[\d,]+ incidents?\b", "\n".join(texts))
        raise WrongAnswer(f"no slide says {number} incidents, but {', '.join(stated[:3])}")
    return f"{len(slides)} slides, {number:,} incidents"


def address_opened_afresh(reader: Reader, truth: Truth) -> str:
    reader.go_to("Incident map")
    reader.press("All dates")
    before = reader.page.url
    reader.turn_wheel_over(reader.page.locator("[data-testid=stMain] canvas").first)
    address, text = reader.page.url, reader.text()
    if address == before:
        raise WrongAnswer("zooming does not reach the address")
    _compare(_number((re.search(r"([\d,]+) incidents", text) or ["", "0"])[1]), truth.count())
    reader.open(address)
    reader.page.wait_for_timeout(1500)
    if reader.page.url != address or reader.text() != text:
        raise WrongAnswer(f"{reader.page.url} instead of {address}" if reader.page.url != address else "another text")
    return urlsplit(address).query


def ship_with_a_typo(reader: Reader, truth: Truth) -> str:
    reader.go_to("Incident")
    reader.write(reader.page.get_by_role("textbox", name="Find an incident"), "Maersk Hangzou", "Find an incident")
    return reader.await_text(r"(?i)Maersk Hangzhou: [^\n]+")[0][:60]


def near_a_route(reader: Reader, truth: Truth) -> str:
    reader.go_to("Incident map")
    reader.press("All dates")
    reader.press("Route")
    reader.write(reader.page.get_by_role("textbox", name=re.compile("Waypoints")), "Singapore; Colombo", "Waypoints", enter=False)
    reader.press("^Show$")
    shown = reader.await_text(r"route[^\n]*?: ([\d,]+) incidents?")
    numbers = parse_qs(urlsplit(reader.page.url).query)["within"][0].split("_")[2:]
    degrees = [float(number) for number in numbers]
    counted = truth.near_route(list(zip(degrees[::2], degrees[1::2], strict=True)), WITHIN_NM)
    # The page measures on the ellipsoid, the count here on a sphere: a few incidents near the edge may differ.
    if abs(_number(shown[1]) - counted) > max(2, counted // 100):
        raise WrongAnswer(f"{shown[1]} on screen, {counted:,} counted")
    return shown[0]


TASKS: Final = (
    Task("Singapore Strait, last 12 watched months by act", singapore_by_act),
    Task("Gulf of Guinea, 2020 against 2019 in a sentence", gulf_of_guinea_in_a_sentence),
    Task("GNSS cases ever", gnss_cases_ever),
    Task("Stowaways ever", stowaways),
    Task("Two periods compared", two_periods),
    Task("Chart and map as PNG", chart_and_map_as_png),
    Task("Board deck for the Gulf of Aden, 2023-24", board_deck),
    Task("An address opened afresh shows the same", address_opened_afresh),
    Task("A ship with a typo", ship_with_a_typo),
    Task("Everything within 50 nm of a route", near_a_route),
)


def _two_years(reader: Reader, truth: Truth, title: str, region: str | None, year: int) -> str:
    """The sentence on a year against the one before, checked."""
    pattern = rf"{title}: ([\d,]+) incidents? in {year}, ([\d,]+) in {year - 1}: (\d+)% (more|fewer).* on ([^\n]+)\."
    sentence = reader.await_text(pattern)
    sources = truth.sources_named(sentence[5])
    years = [(date(number, 1, 1), date(number, 12, 31)) for number in (year, year - 1)]
    counted = [truth.count(region, days, sources=sources) for days in years]
    for shown, number in zip(sentence.groups()[:2], counted, strict=True):
        _compare(_number(shown), number)
    percent = round(100 * (counted[0] / counted[1] - 1))
    _compare(_number(sentence[3]) * (1 if sentence[4] == "more" else -1), percent)
    return f"{sentence[1]} and {sentence[2]}, {sentence[3]}% {sentence[4]}"


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _compare(shown: int, counted: int) -> None:
    if shown != counted:
        raise WrongAnswer(f"{shown:,} on screen, {counted:,} counted")
