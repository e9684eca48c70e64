"""Data frames go to CSV through Arrow types other than those of the warehouse; none may carry a formula out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from tests.support.snapshots import build_snapshot
from warehouse.contract import csv_files
from warehouse.contract.snapshot import Snapshot

EVIL = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "harmless"]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("small"), 5)


COLUMNS = {
    "text": pa.array(EVIL, pa.string()),
    "large": pa.array(EVIL, pa.large_string()),
    "view": pa.array(EVIL, pa.string_view()),
    "dictionary": pa.array(EVIL).dictionary_encode(),
    "pandas": pa.Table.from_pandas(pd.DataFrame({"x": EVIL}), preserve_index=False)["x"].combine_chunks(),
    "pandas_categories": pa.Table.from_pandas(pd.DataFrame({"x": pd.Categorical(EVIL)}), preserve_index=False)["x"].combine_chunks(),
    "pandas_lists": pa.Table.from_pandas(pd.DataFrame({"x": [[one, "b"] for one in EVIL]}), preserve_index=False)["x"].combine_chunks(),
}


@pytest.mark.parametrize("name", list(COLUMNS))
def test_no_text_type_lets_a_formula_through(name: str, snapshot: Snapshot) -> None:
    found = list(csv.DictReader(io.StringIO(csv_files.to_csv(pa.table({"x": COLUMNS[name]}), snapshot).decode("utf-8-sig"))))
    assert [row["x"][0] for row in found] == ["'"] * 5 + ["h"]


def test_a_heading_is_no_formula_either(snapshot: Snapshot, tmp_path: Path) -> None:
    found = csv.reader(io.StringIO(csv_files.to_csv(pa.table({"=1+1": [1.5], "-b": [-2]}), snapshot).decode("utf-8-sig")))
    assert list(found) == [["'=1+1", "'-b", "snapshot", "simulated"], ["1.5", "-2", snapshot.id, "false"]]
