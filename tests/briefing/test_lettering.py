"""Letters: every script that names come in has a font, and what is fitted into a width is no wider."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import lettering

WORDS = st.text(st.characters(codec="utf-8"), max_size=200)


@pytest.mark.parametrize("name", ["ВОЛГО-ДОН 17", "ميناء عدن", "上海港外锚地", "Ρόδος", "Đà Nẵng", "Şahin Çağlar", "くろしお丸"])
def test_names_of_all_scripts_are_kept(name: str) -> None:
    assert lettering.printable_text(name) == name


def test_what_no_font_holds_is_marked_and_what_controls_is_dropped() -> None:
    assert lettering.printable_text("a\x00b\x1b[31m 😀\u202e") == f"ab[31m {lettering.UNKNOWN}"
    assert lettering.printable_text("one\ttwo\r\nthree") == "one two three"


def test_bold_is_wider_and_width_grows_with_size() -> None:
    assert lettering.text_width("Gulf of Guinea", 10, bold=True) > lettering.text_width("Gulf of Guinea", 10) > 50
    assert lettering.text_width("Gulf", 20) == pytest.approx(2 * lettering.text_width("Gulf", 10))


@given(WORDS, st.floats(2, 40))
def test_a_clipped_text_fits(text: str, room: float) -> None:
    text = lettering.printable_text(text)
    clipped = lettering.clip_text(text, 1.0, room)
    assert lettering.text_width(clipped, 1.0) <= max(room, lettering.text_width(lettering.ELLIPSIS, 1.0)) + 1e-9
    assert clipped == text or text.startswith(clipped[:-1].rstrip())


@given(WORDS, st.floats(3, 40), st.integers(1, 4))
def test_lines_fit_and_lose_nothing_unless_they_say_so(text: str, room: float, most: int) -> None:
    text = lettering.printable_text(text)
    lines = lettering.wrap_text(text, 1.0, room)
    assert all(lettering.text_width(line, 1.0) <= room + 1e-9 or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    cut = lettering.wrap_text(text, 1.0, room, most=most)
    assert len(cut) <= most
    assert cut == lines or cut[-1].endswith(lettering.ELLIPSIS)
