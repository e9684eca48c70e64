"""The crew brief: one page under 200 kB, plain enough for grade 7, in complete languages only, and unknown waters named."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from analytics import trends
from analytics.voyage.assessment import VoyageAssessment, VoyagePlan, assess_voyage
from analytics.voyage.ground import ground_of
from analytics.voyage.route.waypoints import find_waypoint
from analytics.voyage.security.declared import threat_kinds
from briefing.crew import printed
from briefing.crew.brief import MOST_LEGS, CrewBrief, compose_brief
from briefing.crew.texts import BUNDLED, FOLDER, english, faults_of, languages_in
from tests.support.invented import LAST_DAY
from tests.support.snapshots import build_snapshot

NOW = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 6, tzinfo=UTC) + timedelta(days=1)
MOST_BYTES = 200_000
GRADE = 7.0


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> VoyageAssessment:
    snapshot = build_snapshot(tmp_path_factory.mktemp("crew"), 3000)
    read: Callable[..., Any] = lru_cache(maxsize=None)(trends.query_runner(snapshot.open_database()))
    plan = VoyagePlan((find_waypoint("Singapore"), find_waypoint("Lagos")), NOW + timedelta(days=1))
    return assess_voyage(read, plan, ground_of(read, NOW.date()))


@pytest.fixture(scope="module")
def brief(assessment: VoyageAssessment) -> CrewBrief:
    return compose_brief(assessment, english())


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: years of schooling in the United States (Kincaid and others 1975)."""
    sentences = [sentence for sentence in re.split(r"[.!?:]+\s*", text) if re.search(r"[A-Za-z]", sentence)]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$|es$|ed$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_the_measure_of_reading_tells_plain_from_learned() -> None:
    assert grade("The cat sat on the mat. It was warm. We like the cat.") < 2
    assert grade("Notwithstanding considerable administrative complications, implementation necessitates organisational deliberation.") > 15


def test_every_text_reads_at_grade_seven_at_most(brief: CrewBrief) -> None:
    assert grade(" ".join(brief.sentences)) <= GRADE
    texts = {name: text for name, text in english().texts.items() if name != "language" and "{" not in text and len(text.split()) > 4}
    assert {name: round(grade(text), 1) for name, text in texts.items() if grade(text) > GRADE} == {}


def test_it_is_one_page_under_200_kb_even_at_its_longest(brief: CrewBrief) -> None:
    longest = replace(
        brief, legs=(brief.legs or ("x",))[:1] * MOST_LEGS, what=brief.what * 2, look=brief.look * 2, unknown=f"{'Long name, ' * 30}."
    )
    for made in (brief, longest):
        written = printed.write_brief(made, "Simulated data")
        assert len(written) < MOST_BYTES
        with pypdfium2.PdfDocument(written) as read:
            assert len(read) == 1
            assert made.title in read[0].get_textpage().get_text_range()
    receipts = printed.write_receipts(brief)
    with pypdfium2.PdfDocument(receipts) as read:
        assert len(read) == 1 and len(receipts) < MOST_BYTES
        assert all(head in read[0].get_textpage().get_text_range() for head in brief.receipt)


def test_it_is_black_on_white_with_signs(brief: CrewBrief) -> None:
    picture = np.asarray(Image.open(io.BytesIO(printed.brief_image(brief))).convert("RGB")).astype(int)
    assert int(np.abs(picture - picture.mean(axis=2, keepdims=True)).max()) <= 1, "no colour carries a meaning"
    margin = picture[:, int(picture.shape[1] * 0.07) : int(picture.shape[1] * 0.135)]
    dark_rows = (margin.min(axis=(1, 2)) < 60).astype(int)
    assert int((np.diff(dark_rows) == 1).sum()) >= 5, "a sign beside each of the five parts"


def test_unknown_waters_are_named_and_known_ones_are_in_order(brief: CrewBrief, assessment: VoyageAssessment) -> None:
    unwatched = [leg.leg.title for leg in assessment.legs if leg.is_unknown]
    assert unwatched and unwatched[0] in brief.unknown and "We do not know if it is safe" in brief.unknown
    assert 0 < len(brief.legs) <= MOST_LEGS
    titles = [leg.leg.title for leg in assessment.legs if not leg.is_unknown and leg.evidence.year]
    named = [title for title in titles if any(line.startswith(f"{title}:") for line in brief.legs)]
    assert len(named) == len(brief.legs), "each leg named has incidents in watched waters"
    nothing = replace(
        assessment, legs=tuple(replace(leg, evidence=replace(leg.evidence, incident_ids=(), year=0)) for leg in assessment.legs)
    )
    assert compose_brief(nothing, english()).what == (english().texts["nothing"],)


def test_every_kind_of_threat_has_words_in_english() -> None:
    assert {name for code in threat_kinds() for name in (code, f"look_{code}")} <= set(english().texts)


def test_a_language_is_offered_only_when_it_is_complete(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    whole = (BUNDLED / "en.toml").read_text(encoding="utf-8")
    (folder / "fil.toml").write_text(whole.replace('language = "English"', 'language = "Filipino"'), encoding="utf-8")
    (folder / "hi.toml").write_text(whole.replace("what = ", "# what = ", 1), encoding="utf-8")
    (folder / "bad.toml").write_text("{{{", encoding="utf-8")
    languages = languages_in(tmp_path)
    assert list(languages.complete) == ["en", "fil"] and languages.complete["fil"].title == "Filipino"
    assert [problem.split(":")[0] for problem in languages.problems] == ["bad.toml cannot be read", "hi.toml is not complete"]
    assert "what is missing" in languages.problems[1]


@pytest.mark.parametrize(
    "leg", ["{place}", "{place.__class__}: {start} {end} {dark} {hours}", "{place}{start}{end}{dark}{hours}}", 5, "x" * 500]
)
def test_a_text_that_could_not_be_filled_in_is_refused(leg: object) -> None:
    texts = tomllib.loads((BUNDLED / "en.toml").read_text(encoding="utf-8")) | {"leg": leg}
    [fault] = faults_of("de", texts)
    assert fault.startswith("leg ")
    assert faults_of("../x", english().texts) == ["its name is no code of a language"]
