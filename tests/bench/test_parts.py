"""Every measurement can be found: in `python -m bench --help`, in the README, and under a name of its own."""

from __future__ import annotations

import ast

import pytest

from bench import __main__ as command
from tests.conftest import ROOT


def help_of(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        command.main([*words, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_help_and_readme_name_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    listed = [line.split()[0] for line in help_of(capsys=capsys).splitlines() if line.startswith("  ") and line.strip()]
    assert set(listed) >= {*command.ROUND, *command.ALONE}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"`python run.py bench {name}" in readme for name in command.ALONE)


@pytest.mark.parametrize("part", command.ALONE)
def test_parts_with_options_explain_them(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"usage: python -m bench {part}" in help_of(part, capsys=capsys)


def test_every_module_that_measures_belongs_to_a_part() -> None:
    """All but `step_times`, which runs in a process that the links start."""
    measuring = {
        file.stem
        for file in (ROOT / "bench").glob("*.py")
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in ast.parse(file.read_text(encoding="utf-8")).body)
    }
    assert measuring - {"__main__", "step_times"} <= set(vars(command))
    assert {"first_screen", "sessions", "chain"} <= measuring
