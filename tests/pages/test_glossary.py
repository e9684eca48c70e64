from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from analytics.describe import glossary
from analytics.describe.glossary import Term
from tests.conftest import ROOT
from tests.pages.conftest import Open, said
from tests.support.published import source_row
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/glossary/page.py"
LINK = re.compile(r"\[([^\]]+)\]\([^)]*glossary\.toml\)")
ADDRESS = re.compile(r"glossary\?word=([\w.%+-]+)")


def names(terms: tuple[Term, ...]) -> list[str]:
    return [term.name for term in terms]


def test_every_term_is_explained_in_one_to_three_short_sentences() -> None:
    for term in glossary.all_terms():
        assert term.definition.endswith("."), term.name
        assert len(re.findall(r"[.?!](?:\s|$)", term.definition.replace("A.1025", "").replace("MSC.1", ""))) <= 3, term.name
        assert 5 <= len(term.definition) <= 260, term.name


def test_no_term_is_explained_twice() -> None:
    written = [term for term in glossary.all_terms() if term.group not in glossary.CODE_GROUPS]
    assert {name: times for name, times in Counter(names(tuple(written))).items() if times > 1} == {}
    pairs = [(term.group, term.name) for term in glossary.all_terms()]
    assert len(set(pairs)) == len(pairs)


def test_codes_of_the_taxonomy_are_terms_with_their_source() -> None:
    terms = {(term.group, term.name): term for term in glossary.all_terms()}
    assert terms["TLP marks", "TLP:RED"].source == "FIRST, Traffic Light Protocol 2.0"
    assert terms["Severity", "1 very significant"].definition.startswith("ReCAAP CAT 1: more than nine men")
    assert {code.title for codes in glossary.CODE_GROUPS.values() for code in codes.values()} <= {name for _, name in terms}


def test_search_wants_every_word_and_puts_names_first() -> None:
    assert names(glossary.search_terms("chapman", glossary.all_terms()))[0] == "Chapman's estimate"
    assert names(glossary.search_terms("CAPTURE recapture", glossary.all_terms()))[0] == "Capture-recapture"
    assert glossary.search_terms("zzz no such", glossary.all_terms()) == ()
    assert set(glossary.search_terms("  ", glossary.all_terms())) == set(glossary.all_terms())
    assert "BMP" in names(glossary.search_terms("BMP5", glossary.all_terms()))


def test_terms_that_documents_name_exist() -> None:
    known = {name.casefold() for name in names(glossary.all_terms())}
    for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        for name in (*LINK.findall(text), *ADDRESS.findall(text)):
            if not name.endswith("glossary.toml"):
                assert name.casefold() in known, f"{file.name} names the term {name!r}, which does not exist"


def test_every_term_is_on_the_page(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    assert not at.exception
    text = "\n".join(table.value.to_string(max_colwidth=None) for table in at.table).replace("\\", "")
    assert [term.name for term in glossary.all_terms() if f"**{term.name}**" not in text] == []
    assert set(at.table[-1].value["Subject"].str.replace("\\", "")) > set(glossary.group_terms(glossary.all_terms()))
    elements = [*at.main]
    assert len(at.table) == 2 and len(elements) < 20, "a page of few elements is sent soon, however many terms there are"


@pytest.mark.parametrize(("word", "expected"), [("nowcast", "**Nowcast**"), ("tlp red", "**TLP:RED**"), ("H3", "**H3 cell**")])
def test_a_search_narrows_the_page_and_is_in_the_address(word: str, expected: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, word=word)
    text = "\n".join(table.value.to_string(max_colwidth=None) for table in at.table).replace("\\", "")
    assert expected in text
    assert sum(len(table.value) for table in at.table) < 12


def test_a_subject_narrows_the_page(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, subject="TLP marks")
    assert {subject for subject in at.table[0].value["Subject"] if subject} == {"TLP marks"}


@pytest.mark.parametrize("word", ["zzz", "<script>alert(1)</script>", "**x** [a](javascript:1)", "\x00", "x" * 500])
def test_a_search_without_result_says_so_and_hostile_words_do_nothing(word: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, word=word)
    assert not at.exception
    assert "No term contains" in said(at) or at.table


def test_sources_of_the_snapshot_are_terms_and_their_texts_stay_texts(published: Publish, open_page: Open) -> None:
    published({"sources": [source_row("harbour_watch", description="Log **of** <b>harbours</b>.", url="javascript:alert(1)")]})
    at = open_page(PAGE, subject="Sources in this snapshot")
    text = at.table[0].value.to_string(max_colwidth=None)
    assert "Harbour Watch" in text and r"\*\*of\*\*" in text and "](javascript" not in text
