"""Who does what to whom: a sentence taken apart into clauses, and the doer, target and modality of a deed in one of them.

No grammar is parsed: a clause ends at punctuation and conjunctions, its doer is the first actor that no preposition governs, and a
clause without one inherits it. The words are declared in `clauses.toml`. Everything here expects a sentence in lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from data_pipeline.facts.data_files import FOLDER, read_toml

NOBODY: Final = ""
"""The doer or target where a sentence names none."""

ASSERTED: Final = "asserted"
_BEFORE: Final = 60
"""Characters before a word in which a preposition or a form of "be" that governs it is looked for."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed in a sentence: groups of actors (`attackers`, `crew`, ...; NOBODY where unnamed) and how it is told."""

    doer: str
    target: str
    modality: str


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence from `start` to `end`, and the group that acts in it."""

    start: int
    end: int
    doer: str


@dataclass(frozen=True, slots=True)
class _Words:
    boundary: re.Pattern[str]
    verb: re.Pattern[str]
    relative: re.Pattern[str]
    pronoun: re.Pattern[str]
    passive: re.Pattern[str]
    agent: re.Pattern[str]
    preposition: re.Pattern[str]
    actor: re.Pattern[str]
    modality: tuple[tuple[str, re.Pattern[str]], ...]
    standing: re.Pattern[str]


@cache
def _words() -> _Words:
    data = read_toml(FOLDER / "text" / "clauses.toml")
    actors = "|".join(f"(?P<{group}>{'|'.join(words)})" for group, words in data["actors"].items())
    actor = re.compile(rf"(?<![\w-])(?:{actors})(?![\w'-])")
    return _Words(
        boundary=re.compile("|".join(data["boundaries"])),
        verb=re.compile(data["verb"]),
        relative=re.compile(data["relative"]),
        pronoun=re.compile(data["pronoun"]),
        passive=re.compile(data["passive"]),
        agent=re.compile(data["agent"]),
        preposition=re.compile(data["preposition"]),
        actor=actor,
        modality=tuple((name, re.compile(cue)) for name, cue in data["modality"].items()),
        standing=re.compile("|".join([*data["standing"]["advice"], *data["standing"]["elsewhere"]])),
    )


def actor_groups() -> frozenset[str]:
    """The groups of actors, as `clauses.toml` names them."""
    return frozenset(_words().actor.groupindex)


def modalities() -> frozenset[str]:
    """How a deed may be told other than asserted."""
    return frozenset(name for name, _ in _words().modality)


def tells_of_this_incident(sentence: str) -> bool:
    """False for standing advice to other ships and for sentences about other incidents."""
    return _words().standing.search(sentence) is None


def read_clauses(sentence: str, doer_before: str = NOBODY) -> tuple[Clause, ...]:
    """The clauses of a sentence in order; `doer_before` is whom a pronoun at its beginning stands for."""
    words = _words()
    starts = [0, *(match.end() for match in words.boundary.finditer(sentence)), len(sentence)]
    clauses: list[Clause] = []
    doer = NOBODY
    last_actor = doer_before
    for start, end in pairwise(starts):
        verb = words.verb.search(sentence, start, end)
        if subject := _subject(sentence, start, verb.start() if verb else end):
            doer = subject
        elif words.relative.match(sentence, start) or words.pronoun.match(sentence, start):
            doer = last_actor
        clauses.append(Clause(start, end, doer))
        for actor in words.actor.finditer(sentence, start, end):
            last_actor = actor.lastgroup or NOBODY
    return tuple(clauses)


def _subject(sentence: str, start: int, end: int) -> str:
    """The first actor of a part of a sentence that no preposition governs."""
    words = _words()
    for match in words.actor.finditer(sentence, start, end):
        if not words.preposition.search(sentence, max(start, match.start() - _BEFORE), match.start()):
            return match.lastgroup or NOBODY
    return NOBODY


def read_deed(sentence: str, clauses: tuple[Clause, ...], start: int, end: int) -> Deed:
    """Doer, target and modality of the deed that `sentence[start:end]` names."""
    words = _words()
    # An expression may match from its subject on, so the deed proper is the end of the match.
    verb = start + sentence[start:end].rfind(" ") + 1
    clause = next((clause for clause in clauses if clause.start <= verb < clause.end), clauses[-1])
    before = max(clause.start, verb - _BEFORE)
    first_verb = words.verb.search(sentence, clause.start, clause.end)
    subject = _subject(sentence, clause.start, min(verb, first_verb.start()) if first_verb else verb) or clause.doer
    modality = next((name for name, cue in words.modality if cue.search(sentence, clause.start, end)), ASSERTED)
    agent = words.agent.match(sentence[end : clause.end])
    by_whom = _actor_at(sentence, end + agent.end(), clause.end) if agent else NOBODY
    if by_whom or words.passive.search(sentence, before, start) or words.passive.search(sentence, before, verb):
        return Deed(by_whom, subject, modality)
    target = words.actor.search(sentence, end, clause.end)
    return Deed(subject, target.lastgroup or NOBODY if target else NOBODY, modality)


def _actor_at(sentence: str, start: int, end: int) -> str:
    match = _words().actor.search(sentence, start, min(end, start + _BEFORE))
    return match.lastgroup or NOBODY if match else NOBODY
