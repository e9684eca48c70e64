"""What the rules look at, and what they have concluded so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from data_pipeline.facts.rules.definitions import MARK, needed_words_in
from data_pipeline.facts.text.clauses import NOBODY, ReadSentence, antecedent, read_sentence
from data_pipeline.model import Why

LONGEST_EVIDENCE: Final = 120
"""Characters of the matched words that are kept: enough to recognise the passage, short enough to publish with every fact."""

STATED: Final = "stated"
"""Stands for a rule where the source states a fact in our codes."""
CONTRADICTED: Final = ("act", "vessel_status")
"""Facts that fields and text both state outright; where they differ, the stated rule decides and a warning says so."""
JUDGED: Final = frozenset({"severity", "severity_scale", "severity_basis"})


@dataclass(slots=True)
class Reading:
    """One report under examination.

    `text` is the whole narrative and `sentences` its sentences, `field_texts` the source's fields by role; all are in lower
    case. `words` holds, for each sentence and at the end for the whole text, which of the rules' needed words occur in it.
    `read_sentences` is filled by `read_sentence` alone. `conclusions` holds for each fact its values with (rule, evidence); `numbers` holds
    counts that conditions compare.
    """

    text: str
    sentences: list[str]
    field_texts: dict[str, str]
    words: list[frozenset[str]] = field(default_factory=list)
    conclusions: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    read_sentences: list[ReadSentence] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Substring tests are far cheaper than the rules' expressions, most of which need a word that the report lacks.
        present = needed_words_in(self.text)
        self.words = [frozenset(word for word in present if word in sentence) for sentence in self.sentences]
        self.words.append(frozenset(present))

    def read_sentence(self, index: int) -> ReadSentence:
        """A sentence with its clauses. Worked out on demand, since few rules ask who did what."""
        while len(self.read_sentences) <= index:
            doer_before = antecedent(self.read_sentences[-1]) if self.read_sentences else NOBODY
            self.read_sentences.append(read_sentence(self.sentences[len(self.read_sentences)], doer_before))
        return self.read_sentences[index]

    def conclude(self, fact: str, value: str, rule: str, evidence: str) -> None:
        """Record a value with its reason. The first reason for a value stays."""
        self.conclusions.setdefault(fact, {}).setdefault(value, (rule, evidence[:LONGEST_EVIDENCE]))

    def take_stated(self, fact: str, stated: Mapping[str, Any]) -> None:
        """Replace what was concluded of a fact by what the source states in our codes, if it does; not of severity, which has a basis."""
        if fact in stated and fact not in JUDGED:
            read = self.conclusions.get(fact, {}).keys() - {"other"}
            values = stated[fact] if isinstance(stated[fact], list) else [stated[fact]]
            self.conclusions[fact] = {str(value).lower(): (STATED, "") for value in values if value is not None}
            if fact in CONTRADICTED and read and not read & self.conclusions[fact].keys():
                self.conclude(MARK, "contradiction", STATED, f"{fact}: {', '.join(sorted(read))}")

    def has_value(self, fact: str, value: str) -> bool:
        """Whether a value has been concluded for a fact."""
        return value in self.conclusions.get(fact, ())

    def values_of(self, fact: str) -> list[str]:
        """The values concluded for a fact, in the order in which they were concluded."""
        return list(self.conclusions.get(fact, ()))

    def first_value(self, fact: str) -> str | None:
        """The first value concluded for a fact, None when there is none."""
        return next(iter(self.conclusions.get(fact, ())), None)

    def reasons_for(self, facts: Iterable[str]) -> list[Why]:
        """The reason for every value of these facts, in the order of `facts`."""
        return [Why(fact, value, *reason) for fact in facts for value, reason in self.conclusions.get(fact, {}).items()]
