"""How many attackers: numbers in words and figures, ranges, boats with so many each, and numbers of other things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.facts.attackers import MAX_ATTACKERS, count_in_sentences, counting_patterns, parse_number
from data_pipeline.facts.text.sentences import normalise_letters, split_sentences
from tests.facts.drafts import read

COUNTED = [
    ("Three robbers boarded the tanker.", (3, 3)),
    ("On 17 October, two robbers boarded a tug at 0330 LT.", (2, 2)),
    ("Around five to seven armed pirates in a skiff chased the ship.", (5, 7)),
    ("6-7 pirates came alongside.", (6, 7)),
    ("Four or five thieves were seen.", (4, 5)),
    ("More than nine robbers came aboard.", (9, 9)),
    ("As many as twenty-five pirates attacked the trawler.", (25, 25)),
    ("A dozen robbers boarded.", (12, 12)),
    ("Two skiffs with five pirates in each approached.", (10, 10)),
    ("Eight small boats with six to seven men in each followed the tanker.", (48, 56)),
    ("Two boats came near. Each boat held about six men.", (12, 12)),
    ("Up to 30 speedboats (approximately 10 gunmen per boat) attacked the platform.", (300, 300)),
    ("A skiff with four armed persons onboard opened fire.", (4, 4)),
    ("Six pirates approached the tug. Two of the pirates boarded.", (6, 6)),
    ("Two robbers boarded while another three waited in the boat.", (5, 5)),
    ("One person tried to climb aboard. Another person was in the water.", (2, 2)),
    ("A robber was seen on the forecastle.", (1, 1)),
    ("A five-man gang boarded the ferry.", (5, 5)),
    ("Pirates, numbering about eight, boarded.", (8, 8)),
    ("A group of 15 boarded the barge.", (15, 15)),
]
NOT_COUNTED = [
    "Robbers in two boats boarded the tanker.",
    "Several pirates boarded. One of the robbers carried a knife.",
    "Pirates in a speed boat 5 metres long chased the tug at 20 knots.",
    "The gunmen kidnapped three crew members and two engineers.",
    "A suspected pirate skiff followed the bulk carrier for 40 minutes.",
    "Robbers tied up two watchmen and stole three mooring ropes.",
    "A pirate action group of 3 skiffs was sighted.",
    "Three pirate attacks were reported this week.",
]


@pytest.mark.parametrize(("text", "limits"), COUNTED, ids=[text[:40] for text, _ in COUNTED])
def test_counted(text: str, limits: tuple[int, int]) -> None:
    facts = read(text)
    assert (facts.attackers, facts.attackers_max) == limits
    assert [why.rule for why in facts.why if why.fact == "attackers"]


@pytest.mark.parametrize("text", NOT_COUNTED, ids=[text[:40] for text in NOT_COUNTED])
def test_other_numbers(text: str) -> None:
    facts = read(text)
    assert (facts.attackers, facts.attackers_max) == (None, None)


def test_the_hostility_field_counts_too() -> None:
    assert read("A tug was boarded.", {"hostility": "Four armed robbers"}).attackers == 4


@pytest.mark.parametrize(("words", "number"), [("12", 12), ("twelve", 12), ("twenty-five", 25), ("two dozen", 24), ("many", None)])
def test_number_words(words: str, number: int | None) -> None:
    assert parse_number(words) == number


@given(st.integers(2, 99), st.sampled_from(["robbers", "armed pirates", "masked gunmen", "thieves"]))
def test_every_number_written_is_read(number: int, who: str) -> None:
    number_words = {value: word for word, value in counting_patterns().numbers.items() if word not in ("dozen", "couple")}
    words = number_words.get(number) or f"{number_words[number // 10 * 10]}-{number_words[number % 10]}"
    for written in (str(number), words):
        count = count_in_sentences([f"at night {written} {who} boarded the tug."])
        assert count is not None
        assert (count.low, count.high) == (number, number)


@given(st.text(alphabet="abc 0123456789-,.()eachwithmenboatsrobbers", max_size=120))
def test_any_text_gives_a_sound_count_or_none(text: str) -> None:
    count = count_in_sentences([normalise_letters(sentence) for sentence in split_sentences(text)])
    assert count is None or 0 < count.low <= count.high <= MAX_ATTACKERS
