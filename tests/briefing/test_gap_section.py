"""What a briefing says of the reporting gap is what its page begins with."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.gap import Histories, explanations
from analytics.gap.cell_estimates import Cell
from analytics.gap.headline import headline_sentence
from analytics.gap.recapture.estimate import estimate
from briefing.sections import gap
from warehouse.filters import Filters

# Held by the first alone, the second alone, both.
FEW = estimate(Histories(("a", "b"), np.array([3, 0, 0])))
ENOUGH = estimate(Histories(("a", "b"), np.array([60, 50, 40])))


def cells(*spans: tuple[int, int, bool]) -> tuple[Cell, ...]:
    return tuple(Cell(str(first), f"{first} to {last}", first, last, ENOUGH if is_known else FEW) for first, last, is_known in spans)


@pytest.mark.parametrize("spans", [((2010, 2014, True), (2015, 2019, True), (2020, 2020, True)), ((2020, 2020, True),)])
def test_the_briefing_tells_of_the_years_that_the_page_begins_with(spans: tuple[tuple[int, int, bool], ...]) -> None:
    estimates = cells(*spans)
    latest = explanations.latest_estimate(estimates)
    assert latest is not None
    assert gap._latest_estimate(estimates, Filters(), {}).startswith(headline_sentence(latest, Filters(), {}))
    assert headline_sentence(latest, Filters(), {}).startswith(f"All waters, {latest.title}: about ")


def test_later_years_are_said_to_be_unknown_only_where_none_of_them_is_known() -> None:
    later = "Later years cannot be estimated"
    assert later in gap._latest_estimate(cells((2010, 2014, True), (2015, 2019, False)), Filters(), {})
    assert later not in gap._latest_estimate(cells((2015, 2019, True), (2020, 2020, True)), Filters(), {})
    assert later not in gap._latest_estimate(cells((2015, 2019, True)), Filters(), {})
    assert "cannot be estimated" in gap._latest_estimate(cells((2015, 2019, False)), Filters(), {})
