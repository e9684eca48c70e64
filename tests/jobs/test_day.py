"""Part of a day of the watch; `python -m bench day` lives a whole one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import feed_day


@pytest.mark.parametrize("seed", [1])
def test_the_accounting_adds_up_at_every_step(tmp_path: Path, _no_proxy: None, seed: int) -> None:
    day = feed_day.live(tmp_path / "data", hours=7, seed=seed)
    assert day.publishes >= 4
    assert day.revisions > day.reports
    assert day.faults
