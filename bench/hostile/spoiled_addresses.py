"""Addresses as nobody would type them: every page, with its parameters and others, spoiled in every way that came to mind.

python -m bench.hostile.spoiled_addresses 20 5     five of them, for seed 20
"""

from __future__ import annotations

import random
import sys
from typing import Final
from urllib.parse import quote

from pages.shell import navigation
from pages.shell.data import AS_OF
from tests.support.addresses import ADDRESSES

BOUND: Final = {
    "overview": ("days", "until", "since"),
    "weekly_summary": ("until",),
    "trends": ("tab",),
    "regional_risk": ("horizon", "kind", "until", "look"),
    "incident": ("id", "find"),
    "reporting_gap": ("part", "waters", "counted_as", "delay_source"),
    "how_good": ("check", "ahead"),
    "data_sources": ("tab", "word", "q_source", "q_reason", "warning", "warning_source"),
    "glossary": ("word", "subject"),
    "advisories": ("region", "source", "kind", "q"),
    "port": ("port",),
    "voyage": (
        "origin",
        "destination",
        "via",
        "depart",
        "kn",
        "corridor",
        "avoid",
        "ship",
        "track",
        "sure",
        "kept",
        "otherwise",
        "assessment",
        "crew",
    ),
    "fleet": (),
}
"""Parameters by page that Streamlit binds to widgets; the others are named by the page's `Address`."""

BOUND_AMONG_MEMBERS: Final = {"events": ("events_part",)}
"""The same of pages that only people who signed in can open; the tests of these pages spoil them."""

EVERYWHERE: Final = (AS_OF, "tlp")

USUAL: Final = (
    "gulf_of_aden", "gulf_of_aden,singapore_strait", "cyber", "hijacked", "2", "guns", "asam", "africa", "30", "7", "month", "points",
    "hexagons", "heat", "2024-01-01", "2024-12-31", "asam:2024-1", "asam:2024-1|ukmto:1", "GREEN", "RED", "share", "imb", "Kinds",
    "20261123T150400", "board", "true", "1", "", "captain", "week", "year", "category", "shares", "constant",
)  # fmt: skip
HOSTILE: Final = (
    "![x](http://evil.invalid/b.png)", "[Log in](http://evil.invalid)", "http://evil.invalid", "www.evil.invalid", "a@evil.invalid",
    "<script>window.__pwn=1</script>", "<img src=x onerror=window.__pwn=1>", ":material/home:", "$x^2$", "`c`", "'; DROP TABLE x; --",
    "../../etc/passwd", "C:\\Windows", "%s%n{0}${x}", "\x00", "\u202egpj.exe", "\N{GRINNING FACE}", "\uffff", "é" * 300, "x" * 5000,
    ",,,,", "|", "||||", "null", "None", "NaN", "inf", "-inf", "1e400", "-1", "0", "9" * 400, "0x10", "1_000", "²", "٣",
    "0001-01-01", "9999-12-31", "9999-12-30", "2100-12-31", "1900-01-01", "2024-02-30", "2024-W01-1", "20240101", "-0001-01-01",
    "2024-01-01T00:00:00", "+12345-01-01", "today", "[]", "{}", '["a"]', "true,false", " ", "\t\n", "+", "%", "&&", "=", "#", "?", "/",
)  # fmt: skip


def mutated_addresses(seed: int, count: int) -> list[str]:
    """`count` addresses without the server's name, such as `trends?from=9999-12-31`; the same for the same seed."""
    draw = random.Random(seed)
    pages = ["", *(entry.address for entry in navigation.all_entries())]
    return [_address(draw, draw.choice(pages)) for _ in range(count)]


def _address(draw: random.Random, page: str) -> str:
    parameters = [f"{quote(_name(draw, page))}={quote(_value(draw))}" for _ in range(draw.choice((1, 1, 1, 2, 2, 3, 6)))]
    return f"{page}?{'&'.join(parameters)}"


def names_of(page: str) -> tuple[str, ...]:
    """The parameters that a page knows, today's and those of earlier versions."""
    page = page or "overview"
    address = ADDRESSES.get(page)
    own = (*address.names, *address.old_names) if address else ()
    return (*own, *BOUND.get(page, ()), *EVERYWHERE)


def _name(draw: random.Random, page: str) -> str:
    kind = draw.random()
    if kind < 0.85:
        return draw.choice(names_of(page))
    return draw.choice(names_of(draw.choice(list(BOUND)))) if kind < 0.97 else draw.choice(HOSTILE)[:40]


def _value(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.2:
        return draw.choice(USUAL)
    if kind < 0.65:
        return draw.choice(HOSTILE)
    return _spoiled(draw, draw.choice((*USUAL, *HOSTILE[:40]))[:200])


def _spoiled(draw: random.Random, text: str) -> str:
    """The text with some characters exchanged, doubled or left out, or joined with another."""
    for _ in range(draw.randint(1, 4)):
        at = draw.randint(0, len(text))
        way = draw.randrange(4)
        if way == 0:
            text = text[:at] + chr(draw.choice((draw.randrange(32, 127), draw.randrange(0xA0, 0xD7FF)))) + text[at:]
        elif way == 1:
            text = text[:at] + text[at + 1 :]
        elif way == 2:
            text = text[:at] + text[at:] * 2
        else:
            text = f"{text},{draw.choice((*USUAL, *HOSTILE))}"[:600]
    return text


if __name__ == "__main__":
    print("\n".join(mutated_addresses(int(sys.argv[1]), int(sys.argv[2]))))
