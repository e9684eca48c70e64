"""The overview's answer: every number in it counted again, and what it says where there is nothing to count or compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.situation.comparison import Comparison
from analytics.situation.freshness import freshness_line
from analytics.situation.headline import answer_sentence, change_lines
from analytics.situation.key_figures import change_with_percent, headline_figures, measures_table
from analytics.situation.situation import Situation
from tests.analytics.test_comparison import tallies
from tests.analytics.test_overview import MANY, NONE, WHOLE, compared
from tests.support.published import source_row
from warehouse.filters import Filters
from warehouse.queries.sources.sources import SourceRow

TITLES = {"red_sea": "Red Sea", "gulf": "The Gulf"}


def situation_of(
    comparison: Comparison, covering: tuple[str, ...] = ("Alpha",), partly: tuple[str, ...] = (), filling: str = ""
) -> Situation:
    return Situation(comparison, "", (), filling, (*covering, *partly), covering, (), TITLES, ())


def answer(situation: Situation, where: str = "", ending: str = "") -> str:
    return answer_sentence(situation, Filters(), where, ending).text


def test_the_answer_is_one_sentence() -> None:
    expected = "29 incidents in the 30 days to 25 June 2024: 6 more than before, 3 severe; busiest: Red Sea and The Gulf."
    assert answer(situation_of(compared(MANY))) == expected
    sentence = answer_sentence(situation_of(compared(MANY)), Filters())
    assert [figure.text for figure in sentence.figures] == ["29", "6", "3"]
    assert "29 incidents in your waters in the 30 days to today" in answer(situation_of(compared(MANY)), " in your waters", "to today")
    assert "6 more so far than before" in answer(situation_of(compared(MANY), filling="Reports are still coming in."))


def test_what_cannot_be_compared_is_not() -> None:
    assert "not comparable with the days before" in answer(situation_of(compared(MANY, (NONE, MANY))))
    fewer_sources = tallies([("now", "militant", "gulf", 20), ("before", "militant", "gulf", 24)])
    text = answer(situation_of(compared(MANY, (WHOLE, fewer_sources))))
    assert "20 from sources that also cover the days before, 4 fewer than before" in text
    equal = tallies([("now", "militant", "gulf", 7), ("before", "militant", "gulf", 7)])
    assert "7 incidents in the 30 days to 25 June 2024: as many as before" in answer(situation_of(compared(equal)))


def test_a_count_of_nought_says_who_watched() -> None:
    nothing = compared(tallies([]))
    assert "no incident is known. Watched on all of these days by Alpha." in answer(situation_of(nothing))
    assert "Watched only in part, by Alpha; that does not mean calm." in answer(situation_of(nothing, (), ("Alpha",)))
    assert "nobody watched these waters" in answer(situation_of(nothing, ()))
    assert "no source covers all of them" in answer(situation_of(compared(MANY), (), ("Alpha",)))


def test_the_largest_changes_are_named_with_both_counts() -> None:
    waters, kinds = change_lines(compared(MANY), TITLES)
    assert waters == "Waters: more Red Sea (23 against none known though watched); fewer The Gulf (4 against 23)."
    assert (
        kinds.startswith("Kinds: more Piracy and armed robbery (9 against none known though watched)")
        and "fewer Military and militant action (14 against 23)" in kinds
    )
    (none,) = change_lines(compared(tallies([("now", "drugs", "gulf", 1)])), TITLES)
    assert none.startswith("No waters and no kind changed by 2 or more")
    (incomparable,) = change_lines(compared(MANY, (NONE, MANY)), TITLES)
    assert "no change can be told" in incomparable


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [(29, 23, "6 (26%)"), (8, 7, "1"), (5, 20, "-15 (-75%)"), (0, 0, "unchanged"), (10, 10, "unchanged"), (3, 0, "3")],
)
def test_a_percentage_of_few_is_not_shown(now: int, before: int, shown: str) -> None:
    counts = compared(MANY).measures["incidents"]
    assert change_with_percent(replace(counts, now=now, before_now=now, before=before)) == shown
    assert change_with_percent(replace(counts, before=None, before_now=None)) == ""


def test_the_figures_and_the_table_agree() -> None:
    comparison = compared(MANY)
    table = {row["measure"]: row for row in measures_table(comparison).to_pylist()}
    for figure in headline_figures(comparison):
        assert figure.value == f"{table[figure.title]['now']:,}"
        assert figure.change.split(" ")[0] == str(table[figure.title]["before_now"] - table[figure.title]["before"])


def test_freshness_in_one_line() -> None:
    now = datetime(2026, 8, 20, tzinfo=UTC)
    rows = [
        source_row("b", title="Beta", last_occurred_on=date(2026, 8, 18), last_landed_at=now),
        source_row("a", title="Alpha", last_occurred_on=date(2020, 12, 31), closed_on=date(2020, 12, 31), state="closed"),
        source_row("c", title="Empty", last_occurred_on=None),
    ]
    names = SourceRow.__dataclass_fields__
    described = [SourceRow(**{name: row[name] for name in names}) for row in rows]
    assert freshness_line(described, now) == "Alpha to 31 December 2020 · Beta to 18 August 2026"
    assert freshness_line([], now) == ""
    assert freshness_line(described, now + timedelta(days=9)) == "Alpha to 31 December 2020 · Beta to 18 August 2026 (stale)"
