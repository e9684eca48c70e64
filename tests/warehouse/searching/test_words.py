"""Words with their endings: one family, one stem, one pattern, the same for DuckDB and Python."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.queries.searching.words import fold, phrase_pattern, stem, tokens_of, whole_words, word_pattern

FAMILIES = [
    ("board", "boards", "boarded", "boarding"),
    ("kidnap", "kidnaps", "kidnapped", "kidnapping"),
    ("stowaway", "stowaways"),
    ("robbery", "robberies"),
    ("fire", "fires", "fired", "firing"),
    ("seize", "seizes", "seized", "seizing"),
    ("pirate", "pirates"),
    ("anchor", "anchored", "anchors"),
    ("carry", "carries", "carried", "carrying"),
    ("attack", "attacked", "attacking", "attacks"),
    ("pass", "passes", "passed", "passing"),
    ("houthi", "houthis"),
    ("box", "boxes"),
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family[0])
def test_a_family_of_words_finds_itself(family: tuple[str, ...]) -> None:
    for typed in family:
        for written in family:
            assert re.search(whole_words([word_pattern(typed)]), f"the {written}, again"), (typed, written)
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(("typed", "written"), [("ais", "daisy"), ("man", "manila"), ("sing", "singapore"), ("port", "airport")])
def test_parts_of_words_are_not_found(typed: str, written: str) -> None:
    assert re.search(whole_words([word_pattern(typed)]), written) is None


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30))
def test_patterns_mean_the_same_to_duckdb(text: str) -> None:
    folded = fold(text)
    for token in tokens_of(text)[:3]:
        pattern = whole_words([word_pattern(token), phrase_pattern([token, token])])
        assert duckdb.execute("SELECT regexp_matches($1, $2)", [folded, pattern]).fetchall() == [(re.search(pattern, folded) is not None,)]


@given(st.text(alphabet="ABCXYZabcxyz éèüöñçåøÉÜŞşŁł'’-0123456789", max_size=40))
def test_text_is_folded_as_duckdb_folds_it(text: str) -> None:
    assert [(fold(text),)] == duckdb.execute("SELECT lower(strip_accents($1))", [text]).fetchall()


@given(st.text(max_size=40))
def test_every_word_matches_itself(text: str) -> None:
    for token in tokens_of(text):
        assert re.search(whole_words([word_pattern(token)]), f" {token} ")
