"""Reading label files: what is accepted, and what is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_pipeline import registry
from data_pipeline.errors import UsageError
from data_pipeline.linkage.quality.labels import SOURCE_NAMES, LabelKey, read_labels

PAIRS = "set,source_a,key_a,source_b,key_b,label,reason\n"
WINDOWS = "window,source,key,cluster,note\n"


def labels_in(folder: Path, pairs: str | None = None, windows: str | None = None) -> Path:
    for name, text in (("pairs", pairs), ("windows", windows)):
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_names_of_sources_and_labels_in_any_case(tmp_path: Path) -> None:
    text = PAIRS + "s,ASAM,2020-1#0, imb ,12,Match,why\n\ns,asam,2020-1#0,imb_crime_at_sea,13,UNSURE,\n"
    first, second = read_labels(labels_in(tmp_path, text)).pairs
    assert (first.a, first.b, first.same, first.note) == (LabelKey("asam", "2020-1#0"), LabelKey("imb_crime_at_sea", "12"), True, "why")
    assert (second.b, second.same) == (LabelKey("imb_crime_at_sea", "13"), None)


def test_further_columns_a_mark_of_order_and_short_rows(tmp_path: Path) -> None:
    text = "\ufeffreader,Window,source,key,cluster\nme,w,IMB,7,w-1,more\nyou,w,ASAM,2020-1,w-1\nyou,w,ASAM,2020-2,Unsure\n"
    labels = read_labels(labels_in(tmp_path, None, text))
    assert labels.remarks == ["1 records of windows are labelled unsure; left out"]
    assert [(record.key.key, record.cluster, record.note) for record in labels.windows] == [("7", "w-1", ""), ("2020-1", "w-1", "")]
    assert labels.pairs == []


def test_a_pair_twice_counts_once_and_one_labelled_both_ways_is_unsure(tmp_path: Path) -> None:
    text = (
        PAIRS + "s,ASAM,1,IMB,2,match,\ns,IMB,2,ASAM,1,match,\ns,ASAM,1,IMB,3,match,\ns,ASAM,1,IMB,3,nonmatch,\nt,ASAM,1,IMB,3,nonmatch,\n"
    )
    labels = read_labels(labels_in(tmp_path, text))
    assert [(pair.set, pair.b.key, pair.same) for pair in labels.pairs] == [("s", "2", True), ("s", "3", None), ("t", "3", False)]
    assert labels.remarks[0].endswith("are listed twice; counted once")
    assert labels.remarks[1].endswith("with different labels; left out")


@pytest.mark.parametrize(
    ("pairs", "windows", "message"),
    [
        (PAIRS + "s,ASAM,1,IMB,2,same,\n", None, "pairs.csv, line 2: the label is 'same'; known are match, nonmatch, unsure"),
        (PAIRS + '\ns,ASAM,1,IMB,2,match,"two\nlines"\ns,ASAM,1,IMB,,match,\n', None, "pairs.csv, line 5: key_b is empty"),
        (PAIRS + "s,ASAM,1,asam,1,match,\n", None, "line 2: asam 1 is paired with itself"),
        (None, WINDOWS + "w,LLOYDS,1,w-1,\n", "windows.csv, line 2: there is no source 'LLOYDS'"),
        (None, WINDOWS + "w,IMB,1\n", "windows.csv, line 2: cluster is empty"),
        ("set,source_a,key_a,label\n", None, "pairs.csv: column source_b, key_b is missing"),
        (PAIRS, None, "holds no labels"),
        (None, None, "holds neither pairs.csv nor windows.csv"),
    ],
)
def test_bad_rows_name_file_and_line(tmp_path: Path, pairs: str | None, windows: str | None, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_labels(labels_in(tmp_path, pairs, windows))
    assert message in str(raised.value)


def test_every_name_is_that_of_a_source() -> None:
    assert set(SOURCE_NAMES.values()) <= set(registry.sources())
