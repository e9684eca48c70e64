"""The terms of art on pages and in documents, each in one or two plain sentences, for readers to look up.

Terms stand in `glossary.toml`. Codes of the taxonomy already have a title, a definition and its source there, so they are taken
from it: a new kind of crime or mark is in the glossary without a line here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from warehouse.contract.codes import OWN, Code
from warehouse.contract.taxonomy import (
    ACT,
    CATEGORY,
    CREDIBILITY,
    CREW_HARM,
    INCIDENT_STATUS,
    RELIABILITY,
    SEVERITY,
    SEVERITY_SCALE,
    TLP_CODE,
    WATERS,
)

FILE: Final = Path(__file__).with_name("glossary.toml")

CODE_GROUPS: Final[dict[str, Mapping[Any, Code]]] = {
    "Kinds of crime": CATEGORY,
    "What was done to the ship": ACT,
    "Harm to the crew": CREW_HARM,
    "Severity": SEVERITY,
    "Scales of severity": SEVERITY_SCALE,
    "Waters": WATERS,
    "How well an incident is established": INCIDENT_STATUS,
    "Reliability of a source": RELIABILITY,
    "Credibility of information": CREDIBILITY,
    "TLP marks": TLP_CODE,
}
"""Groups of terms that are code lists of the taxonomy."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `definition` explains it, `source` says where the term or method comes from, `also` lists other words for it."""

    name: str
    group: str
    definition: str
    source: str = ""
    also: tuple[str, ...] = ()


@cache
def all_terms() -> tuple[Term, ...]:
    """Every term: groups in their order, terms of the file by name, codes in the order of the taxonomy."""
    groups: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    written = [_term_from_file(name, group, entry) for group, entries in groups.items() for name, entry in _by_name(entries)]
    coded = [_term_of_code(code, group) for group, codes in CODE_GROUPS.items() for code in codes.values()]
    return (*written, *coded)


def search_terms(text: str, terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms in which every word of `text` occurs, without regard to case; those that match by name come first."""
    words = text.casefold().split()
    matches = [term for term in terms if _holds(words, term.name, term.group, term.definition, term.source, *term.also)]
    return tuple(sorted(matches, key=lambda term: not _holds(words, term.name, *term.also)))


def group_terms(terms: Iterable[Term]) -> dict[str, tuple[Term, ...]]:
    """Terms by group, groups in the order of their first term."""
    groups: dict[str, tuple[Term, ...]] = {}
    for term in terms:
        groups[term.group] = (*groups.get(term.group, ()), term)
    return groups


def to_markdown(terms: Iterable[Term]) -> str:
    """The terms as one Markdown document."""
    parts = ["# Glossary"]
    for group, members in group_terms(terms).items():
        lines = [f"- **{term.name}**: {term.definition}{f' *{term.source}*' if term.source else ''}" for term in members]
        parts += [f"## {group}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _by_name(entries: Mapping[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return sorted(entries.items(), key=lambda item: item[0].casefold())


def _term_from_file(name: str, group: str, entry: Mapping[str, Any]) -> Term:
    return Term(name, group, entry["means"], entry.get("source", ""), tuple(entry.get("also", ())))


def _term_of_code(code: Code, group: str) -> Term:
    # Definitions of our own name no source: that Anchorwatch defines its terms goes without saying.
    return Term(code.title, group, code.definition, "" if code.source == OWN else code.source)


def _holds(words: Iterable[str], *parts: str) -> bool:
    text = " ".join(parts).casefold()
    return all(word in text for word in words)
