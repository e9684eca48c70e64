from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.authorities import notification as authority

COUNTS = pd.DataFrame(
    {
        "year": [2019, 2019, 2020],
        "sea_region": ["a", None, "a"],
        "area": "x",
        "told": [30, 5, 4],
        "not_told": [10, 0, 3],
        "silent": [60, 1, 9],
    }
)


def test_share_among_those_that_say_with_its_interval() -> None:
    """The Jeffreys interval of 10 of 45, from its definition: quantiles of Beta(10.5, 35.5)."""
    first, second = authority.notification_shares_by(COUNTS, "year")
    assert (first.group, first.told, first.not_told, first.silent) == ("2019", 35, 10, 61)
    assert first.share == pytest.approx(10 / 45)
    assert [first.low, first.high] == pytest.approx([0.1210, 0.3576], abs=2e-3)
    assert [first.least, first.most] == pytest.approx([10 / 106, 71 / 106])
    assert second.share is None, "7 say: too few"
    assert authority.overall_share(COUNTS).says == 52


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_the_share_lies_in_its_interval_and_its_bounds(told_n: int, not_told: int, silent: int) -> None:
    share = authority.notification_share("all", told_n, not_told, silent)
    assert share.least <= share.most + 1e-12
    if share.share is not None and share.low is not None and share.high is not None:
        assert 0 <= share.low <= share.share <= share.high <= 1
        assert share.least - 1e-12 <= share.share <= share.most + 1e-12
    else:
        assert told_n + not_told < authority.FEWEST
