"""Invented ships: numbers with a right check digit, names of their own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.sources.demo.simulator.fleet import SMALL_CRAFT, Fleet, check_digit
from data_pipeline.sources.demo.simulator.model import load_model


def _is_imo_number(number: int) -> bool:
    """The rule as IMO words it: digits times 7 to 2, summed; the last digit of the sum is the seventh digit."""
    digits = [int(digit) for digit in str(number)]
    return len(digits) == 7 and sum(digit * weight for digit, weight in zip(digits, range(7, 1, -1), strict=False)) % 10 == digits[6]


@given(st.integers(0, 299_999), st.integers(0, 2**40))
def test_imo_numbers_pass_the_check(ship: int, seed: int) -> None:
    number = int(Fleet(load_model(), 300_000, seed).imo_number(np.array([ship]))[0])
    assert _is_imo_number(number)
    assert 2_000_000 <= number < 5_000_000, "no real ship's number"


def test_check_digit_of_a_known_number() -> None:
    # IMO's own example: 9074729.
    assert check_digit(np.array([907472])).tolist() == [9]


def test_small_craft_have_no_number() -> None:
    assert Fleet(load_model(), 1000, 1).imo_number(np.array([SMALL_CRAFT + 5])).tolist() == [0]


def test_every_ship_has_a_name_and_a_number_of_its_own() -> None:
    fleet = Fleet(load_model(), 300_000, 1852)
    every = np.arange(fleet.size)
    first, second = fleet.name_words(np.concatenate([every, every + SMALL_CRAFT]))
    assert len(np.unique(first * len(fleet.words) + second)) == 600_000
    assert len(np.unique(fleet.imo_number(every))) == 300_000


def test_words_differ_and_stay_different_when_misspelt() -> None:
    words = Fleet(load_model(), 1000, 1).words
    assert len(set(words)) == len(words) == 1200
    assert min(map(len, words)) >= 5
