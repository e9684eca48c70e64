"""Forms, what is read from them, and what in them could identify somebody."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.reports.forms import FORMS, MOST_FIELDS, MOST_REQUIRED
from members.reports.identifying import find_identifying, mask
from members.reports.proof_of_work import PARTS, is_proof, prove
from members.reports.reading import clean_text, read_answers
from members.reports.receipts import DIGITS, new_receipt, read_receipt, receipt_hash
from tests.members.test_deeds import SENT, TODAY
from warehouse.contract.taxonomy import ACT, CATEGORY


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_is_short_and_its_codes_are_ours(form: Any) -> None:
    fields = list(form.fields)
    assert len(fields) <= MOST_FIELDS and sum(field.is_required for field in fields) <= MOST_REQUIRED
    assert len({field.name for field in fields}) == len(fields)
    assert form.category in CATEGORY and (form.act is None or form.act in ACT)
    assert form.act is not None or any(field.name == "act" for field in fields)
    for field in fields:
        assert bool(field.choices) == (field.kind in ("choice", "several")), field.name


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("day", "2026-12-02", "future"),
        ("day", "30.11.2026", "A day such as"),
        ("day", "1960-01-01", "from 1978 on"),
        ("time", "25:00", "A time such as"),
        ("position", "here", "This is not a position"),
        ("attackers", "-1", "whole number"),
        ("attackers", "99999999", "whole number"),
        ("attackers", "\u0664", "whole number"),
        ("act", "seized", "choose"),
        ("weapons", "spoons", "choose"),
        ("narrative", "x" * 10_001, "At most 10,000"),
        ("place", "x" * 201, "At most 200"),
        ("reported_to_authority", "perhaps", "choose"),
        ("narrative", " \u200b\u202e ", "Please answer"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_question_and_the_others_stay(name: str, text: str, problem: str) -> None:
    answers = read_answers(FORMS["attack"], SENT | {name: [text]}, TODAY)
    assert set(answers.problems) == {name} and problem in answers.problems[name]
    assert set(answers.values) == set(SENT) - {name}


@pytest.mark.parametrize(("typed", "read"), [("2340", "23:40"), ("23:40", "23:40"), ("23.40Z", "23:40"), ("0905 UTC", "09:05")])
def test_times_in_the_usual_spellings(typed: str, read: str) -> None:
    assert read_answers(FORMS["attack"], SENT | {"time": [typed]}, TODAY).values["time"] == read


@given(st.dictionaries(st.sampled_from([*SENT, "x", "csrf"]), st.lists(st.text(max_size=40), max_size=3)), st.sampled_from(sorted(FORMS)))
def test_anything_that_is_sent_is_read_or_refused(sent: Mapping[str, list[str]], form: str) -> None:
    answers = read_answers(FORMS[form], sent, date(2026, 11, 30))
    names = {field.name for field in FORMS[form].fields}
    assert set(answers.values) | set(answers.problems) <= names
    assert not set(answers.values) & set(answers.problems)
    assert {field.name for field in FORMS[form].fields if field.is_required} <= set(answers.values) | set(answers.problems)


@given(st.text(max_size=200))
def test_a_cleaned_text_holds_nothing_that_cannot_be_seen(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert not set(clean_text(text)) & {"\x00", "\u202e", "\u200b", "\ufeff", "\r"}


MARKED = {
    "write to master@bluestar.example.com": "e-mail address",
    "phone +65 6123 4567 please": "phone number",
    "our IMO 9074729 sank": "IMO number",
    "MMSI 563012345 was off": "MMSI",
    "the MV AMBER FINCH left": "ship's name",
    "owned by Blue Heron Shipping since": "company",
    "call sign 9V1234 answered": "call sign",
}


@pytest.mark.parametrize(("text", "what"), MARKED.items())
def test_what_identifies_is_found_and_masked(text: str, what: str) -> None:
    [finding] = find_identifying(text)
    assert finding.what == what
    hidden = text[finding.start : finding.end]
    assert hidden not in mask(text, [finding]) and f"[left out: {what}]" in mask(text, [finding])


def test_a_name_given_elsewhere_is_found_in_any_case() -> None:
    text = "They knew Amber Finch and came back to amber finch."
    findings = find_identifying(text, ["AMBER FINCH"])
    assert [finding.what for finding in findings] == ["name that you gave"] * 2
    assert "inch" not in mask(text, findings)


@pytest.mark.parametrize(
    "text", ["Four men with knives boarded at 0340 UTC in 01-12.5N 103-36E and took 1234568 cans.", "They fled at 25 knots.", ""]
)
def test_a_plain_story_identifies_nobody(text: str) -> None:
    assert find_identifying(text) == []


@given(st.text(max_size=300))
def test_masking_leaves_nothing_that_was_found(text: str) -> None:
    findings = find_identifying(text)
    assert all(first.end <= second.start for first, second in itertools.pairwise(findings))
    mask(text, findings)


def test_receipts_differ_and_are_kept_as_a_slow_hash_alone() -> None:
    receipts = {new_receipt() for _ in range(200)}
    assert len(receipts) == 200
    salt = b"0123456789abcdef"
    for receipt in receipts:
        assert len(read_receipt(receipt) or "") == DIGITS
    digits = "4071992503168840"
    started = time.perf_counter()
    hashed = receipt_hash(digits, salt)
    assert time.perf_counter() - started > 0.003, "a hash that costs nothing can be tried out"
    assert digits not in hashed and hashed == receipt_hash(digits, salt) != receipt_hash(digits, salt[::-1])


def test_a_proof_of_work_holds_for_its_token_alone() -> None:
    proof = prove("token one")
    assert is_proof("token one", proof)
    for token, other in (("token two", proof), ("token one", ""), ("token one", ".".join(["0"] * PARTS)), ("token one", proof + ".1")):
        assert not is_proof(token, other)
    assert not is_proof("token one", proof.replace(".", ".\u0664", 1))
