"""`python -m analytics.gap FILE` and the reader behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.gap.__main__ import main
from analytics.gap.history_files import TableError, histories_from_csv


def written(folder: Path, text: str) -> Path:
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "counts", "lists"),
    [
        ('"A","B","n"\n1,0,4\n0,1,5\n1,1,7\n', [4, 5, 7], ("A", "B")),
        ("one;two;anything\n1;0;4\n1;1;7\n1;1;1\n0;0;99\n", [4, 0, 8], ("one", "two")),
        ("\ufeffa\tb\tFreq\n1\t0\t1\n0\t1\t0\n", [1, 0, 0], ("a", "b")),
        ("A,B,n\n1.0,0.0,4.0\n0.0,1.0,5.0\n1,1,7.00\n", [4, 5, 7], ("A", "B")),
        ("A;B;n\n1,0;0,0;4,0\n0,0;1,0;5,0\n", [4, 5, 0], ("A", "B")),
        ('"","c1","c2"\n"1",1,1\n"2",1,0\n"3",0,1\n\n', [1, 1, 1], ("c1", "c2")),
    ],
)
def test_forms_of_tables(tmp_path: Path, text: str, counts: list[int], lists: tuple[str, ...]) -> None:
    histories = histories_from_csv(written(tmp_path, text))
    assert histories.lists == lists
    assert histories.counts.tolist() == counts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no rows"),
        ("a,b,n\n", "no rows"),
        ("a,b,n\n1,x,3\n", "row 1: 'x' is no whole number"),
        ("a,b,n\n1,-1,3\n", "'-1' is no whole number"),
        ("a,b,n\n1,0,3.5\n", "'3.5' is no whole number"),
        ("a,b,n\n1,2,3\n", "row 1, column b: 2 is neither 0 nor 1"),
        ("a,b,n\n1,1\n", "2 cells under 3 headings"),
        ("a,a,n\n1,1,2\n", "two columns"),
        ("a,n\n1,5\n", "1 lists"),
        (",".join("abcdefghi") + ",n\n" + "1," * 9 + "5\n", "9 lists"),
    ],
)
def test_what_is_no_table(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        histories_from_csv(written(tmp_path, text))


def test_the_command_prints_estimates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "P,Q,E,n\n1,0,0,69\n0,1,0,55\n0,0,1,63\n1,1,0,21\n1,0,1,17\n0,1,1,18\n1,1,1,28\n")
    assert main([str(file), "--resamples", "40"]) == 0
    output = capsys.readouterr().out
    for words in ("271 observed", "[12,13,23]", "Mth Chao (LB)", "Sample coverage, three lists", "507.772", "Not observed:"):
        assert words in output
    assert main([str(file), "--choice", "stepwise", "--resamples", "40", "--all"]) == 0


def test_the_command_refuses_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(written(tmp_path, "A,B,C,n\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n"))]) == 1
    output = capsys.readouterr().out
    assert "not identifiable" in output
    assert "Only 6 incidents" in output
    assert main([str(tmp_path / "nothing.csv")]) == 2
    assert main([str(written(tmp_path, "a,b,n\n1,0,30\n"))]) == 1
    assert main([str(written(tmp_path, "a,b,n\n1,0,30\n0,1,20\n1,1,9\n"))]) == 0
    assert "Profile likelihood" in capsys.readouterr().out
