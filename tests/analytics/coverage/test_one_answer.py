"""Nobody outside `analytics/coverage` works out for himself who watched when: features ask the one model, found by reading the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ROOM = ROOT / "analytics" / "coverage"
ASKING = ("analytics", "api", "briefing", "pages")

INTERNALS = {"day_spans", "source_evidence", "usual_gaps"}
"""Modules of the room that only the room imports."""

SILENCE_RULE = "warehouse.contract.health.silence"
"""The rule that the room shares with the pipeline."""

PUBLIC_NAMES = {
    "breaks": {"Break"},
    "silence": {"Lifetime"},
    "source_states": {"closed_between", "declared_regions", "fell_silent_between", "state_at"},
}
"""Of these modules only what answers a question, or names the type of an answer."""

OWN_ATTRIBUTES = {"alarm_days", "cadence_days", "limits", "settled_on", "slack_days", "stopped_on"}
"""What only the room reads: from these, days watched and silences are worked out."""

ENDS = {"first_day", "last_day", "first_occurred_on", "last_occurred_on", "closed_on"}
"""Days that others may show, but not compare or reckon with."""

QUESTIONS = {"common_spans", "covers", "is_covered", "is_touched", "touches", "watches_any", "watches_region"}
"""Questions that are answered in the room alone: a second definition would be a second answer."""


def defects(tree: ast.AST) -> Iterator[str]:
    """Every place at which a module outside the room works with coverage by itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from _imported(node)
        elif isinstance(node, ast.Attribute) and node.attr in OWN_ATTRIBUTES and _is_read(node):
            yield f"{node.lineno}: reads .{node.attr}"
        elif isinstance(node, ast.FunctionDef) and node.name in QUESTIONS:
            yield f"{node.lineno}: defines {node.name}"
        elif (reckoned := _reckoned(node)) is not None:
            yield f"{node.lineno}: reckons with .{reckoned}"  # type: ignore[attr-defined]


def _imported(node: ast.ImportFrom) -> Iterator[str]:
    package, _, module = (node.module or "").rpartition(".")
    if package == "analytics.coverage":
        if module in INTERNALS:
            yield f"{node.lineno}: imports {node.module}"
        allowed = PUBLIC_NAMES.get(module)
        yield from (f"{node.lineno}: imports {one.name} of {node.module}" for one in node.names if allowed and one.name not in allowed)
    elif node.module == SILENCE_RULE:
        yield f"{node.lineno}: imports {node.module}"
    elif node.module == "analytics.coverage":
        yield from (f"{node.lineno}: imports {one.name}" for one in node.names if one.name in INTERNALS)


def _is_read(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Load)


def _reckoned(node: ast.AST) -> str | None:
    """The day that a comparison, a sum or a least or greatest value is made of; a test for None compares nothing."""
    if isinstance(node, ast.Compare) and not all(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops):
        parts: list[ast.expr] = [node.left, *node.comparators]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
        parts = [part.elt if isinstance(part, ast.GeneratorExp | ast.ListComp) else part for part in node.args]
    else:
        return None
    return next((part.attr for part in parts if isinstance(part, ast.Attribute) and part.attr in ENDS), None)


def modules() -> list[Path]:
    """All modules that may ask."""
    files = (file for folder in ASKING for file in sorted((ROOT / folder).rglob("*.py")))
    return [file for file in files if ROOM not in file.parents]


def test_features_ask_and_do_not_reckon() -> None:
    found = [f"{file.relative_to(ROOT)}:{defect}" for file in modules() for defect in defects(ast.parse(file.read_text(encoding="utf-8")))]
    assert found == []


def test_no_other_room_keeps_a_source_s_mark_for_all_waters() -> None:
    """`*` in what a source declares is read in one place, `source_states.declared_regions`."""
    reading = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in modules()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant) and node.value.value == "*"
    ]
    assert reading == []


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("from analytics.coverage.day_spans import DaySpan", "imports"),
        ("from analytics.coverage import usual_gaps", "imports"),
        ("from analytics.coverage.silence import find_lifetimes", "imports"),
        ("from analytics.coverage.source_states import usual_silence_days", "imports"),
        ("from warehouse.contract.health.silence import silence_at", "imports"),
        ("end = watch.last_day + timedelta(days=3)", "reckons"),
        ("short = watch.last_day - watch.first_day", "reckons"),
        ("gone = watch.last_day < today", "reckons"),
        ("first = min(watch.first_day for watch in watches)", "reckons"),
        ("late = max(watch.last_day, today)", "reckons"),
        ("end = source.closed_on <= today", "reckons"),
        ("slack = watch.slack_days", "reads"),
        ("class Mine:\n    def covers(self, first, last): ...", "defines"),
    ],
)
def test_every_kind_of_defect_is_found(code: str, word: str) -> None:
    assert any(word in defect for defect in defects(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "from analytics.coverage.silence import Lifetime",
        "from analytics.coverage.watchkeeping import keep_watch",
        "known = source.closed_on is not None",
        "text = f'{watch.first_day} to {watch.last_day}'",
        "who = [watch for watch in watches if watch.covers(first, last)]",
    ],
)
def test_a_question_is_no_defect(code: str) -> None:
    assert list(defects(ast.parse(code))) == []
