"""Trains the word model: `python -m data_pipeline.facts.check.train RAW_FOLDER` writes `word_weights.csv`.

Reports are those of the raw files that the labels come from, without the labelled ones, so that these measure it fairly; the values are
what the rules conclude. Words are kept that occur often enough and say most about the act (mutual information). The penalty
on squared weights is fixed; the loss has one minimum, so the same reports give the same weights.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from data_pipeline import registry
from data_pipeline.errors import BadRecord
from data_pipeline.facts.check.word_model import BIAS, CHECKED, WEIGHTS, tokens_of
from data_pipeline.facts.evaluation.labelled_reports import RAW_FILES
from data_pipeline.facts.reader import prepare_reading, read_facts
from data_pipeline.facts.text.sentences import split_sentences
from data_pipeline.fields import Fields
from warehouse.contract.settings import ROOT

LABELS: Final = ROOT / "tests" / "labels"
LEAST_REPORTS: Final = 20
"""Reports in which a word must occur to be kept."""

KEPT_WORDS: Final = 900
RARE: Final = 15
"""Reports that a value needs to have a column: of fewer, the model learns nothing."""

PENALTY: Final = 2.0
"""Weight of half the sum of squared weights in the loss; larger makes the model less sure."""

Reals = npt.NDArray[np.float64]


def main(raw: Path) -> None:
    """Train on the raw files in a folder and write the weights."""
    tokens, values = read_examples(raw)
    words = choose_words(tokens, values["act"])
    presence = np.zeros((len(tokens), len(words) + 1))
    presence[:, 0] = 1
    index = {word: number for number, word in enumerate(words, 1)}
    for row, found in enumerate(tokens):
        presence[row, [index[word] for word in found if word in index]] = 1
    headings, blocks = [], []
    for fact in CHECKED:
        classes = sorted(value for value, number in Counter(values[fact]).items() if number >= RARE)
        blocks.append(fit(presence, values[fact], classes))
        headings += [f"{fact}={value}" for value in classes]
    table = np.rint(np.hstack(blocks) * 100).astype(int)
    with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["word", *headings])
        writer.writerows([word, *row] for word, row in zip([BIAS, *words], table.tolist(), strict=True))


def read_examples(raw: Path) -> tuple[list[frozenset[str]], dict[str, list[str]]]:
    """The tokens of every unlabelled report with a text, and what the rules conclude for it, by fact."""
    labelled = _labelled_keys()
    tokens: list[frozenset[str]] = []
    values: dict[str, list[str]] = {fact: [] for fact in CHECKED}
    for name, (source_id, format_id, file) in RAW_FILES.items():
        source = registry.source(source_id)
        for record in source.adapter.parse(raw / file, format_id):
            if (name, record.locator) in labelled:
                continue
            try:
                draft = source.adapter.read(Fields(record.fields), format_id)
            except BadRecord:
                continue
            facts = read_facts(draft, source)
            reading = prepare_reading(draft, split_sentences(facts.narrative))
            if facts.narrative:
                tokens.append(tokens_of(reading.text, reading.field_texts))
                for fact in CHECKED:
                    values[fact].append(getattr(facts, fact))
    return tokens, values


def _labelled_keys() -> set[tuple[str, str]]:
    keys = set()
    for file in LABELS.rglob("facts.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            keys |= {(row["source"], row["key"].rpartition("#")[2]) for row in csv.DictReader(lines)}
    return keys


def choose_words(tokens: list[frozenset[str]], values: list[str]) -> list[str]:
    """The words that tell most about a fact, by mutual information between their presence and its value."""
    counts = Counter(token for found in tokens for token in found)
    frequent = [token for token, number in counts.items() if number >= LEAST_REPORTS]
    by_value = {
        value: Counter(token for found, own in zip(tokens, values, strict=True) if own == value for token in found) for value in set(values)
    }
    totals = Counter(values)
    n = len(tokens)

    def information(token: str) -> float:
        total = 0.0
        for value, size in totals.items():
            for both, alone in ((by_value[value][token], counts[token]), (size - by_value[value][token], n - counts[token])):
                if both:
                    total += both / n * np.log(both * n / (alone * size))
        return total

    ranked = sorted(frequent, key=lambda token: (-information(token), token))
    return sorted(ranked[:KEPT_WORDS])


def fit(presence: Reals, values: list[str], classes: list[str]) -> Reals:
    """Weights of a multinomial logistic regression, one column a class; reports of other classes are left out."""
    kept = np.array([value in classes for value in values])
    x = presence[kept]
    y = np.zeros((len(x), len(classes)))
    y[np.arange(len(x)), [classes.index(value) for value in values if value in classes]] = 1
    shape = (x.shape[1], len(classes))

    def loss(flat: Reals) -> tuple[float, Reals]:
        weights = flat.reshape(shape)
        scores = x @ weights
        scores -= scores.max(axis=1, keepdims=True)
        log_total = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        chances = np.exp(scores - log_total)
        shrunk = weights.copy()
        shrunk[0] = 0
        value = -float((y * (scores - log_total)).sum()) + PENALTY / 2 * float((shrunk**2).sum())
        return value, (x.T @ (chances - y) + PENALTY * shrunk).ravel()

    result: Any = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights: Reals = result.x.reshape(shape)
    return weights


if __name__ == "__main__":
    main(Path(sys.argv[1]))
