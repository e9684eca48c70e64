"""Comparing facts with hand-made labels, fact by fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from data_pipeline.facts.evaluation.labels import LABELLED_FACTS, LIST_FACTS, Label, is_right, list_in_label, list_in_report

Report = dict[str, Any]
"""The facts of one report by column, with `issues` and `why` (a list of {fact, value, rule, evidence})."""

UNDEFINED: Final = float("nan")


@dataclass(frozen=True, slots=True)
class Miss:
    """One fact that differs from its label, with the rule that gave our value."""

    source: str
    key: str
    fact: str
    label: str
    ours: str
    rule: str
    sure: bool


@dataclass(slots=True)
class Score:
    """How often a fact is right; for lists also how many single values are right, surplus and missed."""

    right: int = 0
    n: int = 0
    sure_right: int = 0
    sure_n: int = 0
    hits: int = 0
    surplus: int = 0
    missed: int = 0

    @property
    def accuracy(self) -> float:
        """Share of all labels that are met, 0 to 1."""
        return self.right / self.n if self.n else UNDEFINED

    @property
    def sure_accuracy(self) -> float:
        """Share of the labels met of which the reader was sure."""
        return self.sure_right / self.sure_n if self.sure_n else UNDEFINED

    @property
    def precision(self) -> float:
        """Share of our values that the labels have, too."""
        return self.hits / (self.hits + self.surplus) if self.hits + self.surplus else UNDEFINED

    @property
    def recall(self) -> float:
        """Share of the labels' values that we have, too."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else UNDEFINED

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.hits + self.surplus + self.missed
        return 2 * self.hits / total if total else UNDEFINED


@dataclass(slots=True)
class Evaluation:
    """Scores by fact and by category, the misses, and the labelled records that were not found."""

    scores: dict[str, Score] = field(default_factory=lambda: {fact: Score() for fact in LABELLED_FACTS})
    categories: dict[str, Score] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    not_found: list[tuple[str, str]] = field(default_factory=list)


def evaluate_reports(labels: Sequence[Label], reports: Mapping[tuple[str, str], Report]) -> Evaluation:
    """Compare reports, by source and key as in the labels, with the labels."""
    result = Evaluation()
    for label in labels:
        report = reports.get((label.source, label.key))
        if report is None:
            result.not_found.append((label.source, label.key))
            continue
        for fact in label.facts:
            _score_fact(result, label, fact, report)
    return result


def _score_fact(result: Evaluation, label: Label, fact: str, report: Report) -> None:
    label_text, value = label.facts[fact], _value_in_report(fact, report)
    right = is_right(fact, label_text, value)
    score = result.scores[fact]
    score.n, score.right = score.n + 1, score.right + right
    if label.sure:
        score.sure_n, score.sure_right = score.sure_n + 1, score.sure_right + right
    if fact in LIST_FACTS:
        expected, actual = list_in_label(label_text), list_in_report(value)
        score.hits += len(expected & actual)
        score.surplus += len(actual - expected)
        score.missed += len(expected - actual)
    if fact == "category":
        _score_category(result.categories, label_text, str(value or ""))
    if not right:
        result.misses.append(Miss(label.source, label.key, fact, label_text, _format_value(value), _rules_behind(fact, report), label.sure))


def _score_category(categories: dict[str, Score], expected: str, actual: str) -> None:
    if expected == actual:
        categories.setdefault(expected, Score()).hits += 1
        return
    categories.setdefault(expected, Score()).missed += 1
    categories.setdefault(actual, Score()).surplus += 1


def _value_in_report(fact: str, report: Report) -> Any:
    if fact == "position_conflict":
        return "true" if "position_conflict" in report["issues"] else "false"
    if fact == "attackers":
        low = report["attackers"]
        return None if low is None else (low, report["attackers_max"] or low)
    return report[fact]


def _format_value(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, tuple):
        return "-".join(str(end) for end in dict.fromkeys(value))
    return "" if value is None else str(value)


def _rules_behind(fact: str, report: Report) -> str:
    return ", ".join(dict.fromkeys(why["rule"] for why in report["why"] if why["fact"] == fact))


def score_lines(result: Evaluation) -> list[str]:
    """The scores of the labelled facts, and those of single categories, as lines of text."""
    lines = [f"{'fact':<22}{'n':>5}{'accuracy':>10}{'sure':>8}{'precision':>11}{'recall':>8}{'F1':>7}"]
    for fact, score in result.scores.items():
        if not score.n:
            continue
        list_scores = f"{score.precision:>11.3f}{score.recall:>8.3f}{score.f1:>7.3f}" if fact in LIST_FACTS else ""
        lines.append(f"{fact:<22}{score.n:>5}{score.accuracy:>10.3f}{score.sure_accuracy:>8.3f}{list_scores}")
    for category, score in sorted(result.categories.items()):
        name = f"  {category or 'none'}"
        lines.append(f"{name:<22}{score.hits + score.missed:>5}{'':>18}{score.precision:>11.3f}{score.recall:>8.3f}{score.f1:>7.3f}")
    return lines


def miss_lines(result: Evaluation) -> list[str]:
    """The misses as lines of text, by fact."""
    order = {fact: number for number, fact in enumerate(LABELLED_FACTS)}
    lines = [f"{'fact':<22}{'source':<6}{'key':<16}{'label':<30}{'ours':<30}rule"]
    for miss in sorted(result.misses, key=lambda miss: (order[miss.fact], miss.source, miss.key)):
        unsure = "" if miss.sure else "  (unsure label)"
        lines.append(
            f"{miss.fact:<22}{miss.source:<6}{miss.key:<16}{miss.label or '-':<30}{miss.ours or '-':<30}{miss.rule or '-'}{unsure}"
        )
    return lines
