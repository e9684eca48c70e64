"""Act and category as words alone suggest them: multinomial logistic regression over words and pairs of words.

The weights (`word_weights.csv`, hundredths) are trained by `train.py` on what the rules conclude for thousands of reports, so a lone
report that the rules misread stands against all that are worded alike. The model decides nothing: it marks reports as doubtful.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

WEIGHTS: Final = Path(__file__).parent / "word_weights.csv"
CHECKED: Final = ("act", "category")
DOUBT_CODE: Final = {fact: f"doubtful_{fact}" for fact in CHECKED}
"""The warning that a report gets where the model contradicts the rules on a fact."""

FIELDS: Final = ("hostility", "victim", "act")
"""Fields of a source whose words count apart from those of the text."""

LEAST_WORDS: Final = 6
"""Words that a text must have: of less, the model knows nothing that a field does not say."""

SURE: Final = 0.6
"""Probability that the model must give another value than the rules, to be heard."""

UNLIKELY: Final = 0.2
"""Probability of the rules' value above which the model does not contradict it."""

BIAS: Final = ""
_WORD: Final = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class WordModel:
    """`weights[i, j]` is what word i adds to the score of class j; the classes of a fact are `classes[fact]`, a slice of columns."""

    words: Mapping[str, int]
    columns: Mapping[str, tuple[str, ...]]
    starts: Mapping[str, int]
    weights: npt.NDArray[np.float64]

    def scores(self, tokens: frozenset[str]) -> npt.NDArray[np.float64]:
        """The score of every class: the sum of its words' weights."""
        rows = [self.words[BIAS], *(self.words[token] for token in self.words.keys() & tokens)]
        total: npt.NDArray[np.float64] = self.weights[rows].sum(axis=0)
        return total

    def probabilities(self, scores: npt.NDArray[np.float64], fact: str) -> dict[str, float]:
        """The probability of each value of a fact, 0 to 1."""
        start, values = self.starts[fact], self.columns[fact]
        own = scores[start : start + len(values)]
        odds = np.exp(own - own.max())
        return dict(zip(values, (odds / odds.sum()).tolist(), strict=True))


def tokens_of(text: str, field_texts: Mapping[str, str]) -> frozenset[str]:
    """Words and pairs of neighbouring words of a text, and words of fields with the field's name; all in lower case."""
    words = _WORD.findall(text)
    fields = {f"{role}:{word}" for role in FIELDS for word in _WORD.findall(field_texts.get(role, ""))}
    return frozenset({*words, *(f"{first} {second}" for first, second in pairwise(words)), *fields})


@cache
def load_model() -> WordModel:
    """The model in `word_weights.csv`: one row a word, one column a value, headed `fact=value`."""
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns: dict[str, list[str]] = {fact: [] for fact in CHECKED}
    for heading in header[1:]:
        fact, _, value = heading.partition("=")
        columns[fact].append(value)
    starts = {fact: next(i for i, heading in enumerate(header[1:]) if heading.startswith(f"{fact}=")) for fact in CHECKED}
    words = {row[0]: index for index, row in enumerate(rows)}
    weights = np.array([row[1:] for row in rows], dtype=float) / 100
    return WordModel(words, {fact: tuple(values) for fact, values in columns.items()}, starts, weights)


@dataclass(frozen=True, slots=True)
class Doubt:
    """The model reads another `value` of a fact than the rules, with the probability `chance` (0 to 1)."""

    fact: str
    value: str
    chance: float

    @property
    def code(self) -> str:
        """The warning of the report."""
        return DOUBT_CODE[self.fact]


def doubts(text: str, field_texts: Mapping[str, str], concluded: Mapping[str, str | None]) -> list[Doubt]:
    """The facts on which the model contradicts what was `concluded`, such as `{"act": "boarded"}`."""
    if len(_WORD.findall(text)) < LEAST_WORDS:
        return []
    model = load_model()
    scores = model.scores(tokens_of(text, field_texts))
    contradicted = []
    for fact, ours in concluded.items():
        chances = model.probabilities(scores, fact)
        likeliest = max(chances, key=chances.__getitem__)
        if likeliest != ours and chances[likeliest] >= SURE and chances.get(ours or "", 0.0) <= UNLIKELY:
            contradicted.append(Doubt(fact, likeliest, chances[likeliest]))
    return contradicted
