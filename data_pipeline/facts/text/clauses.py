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
class Actor:
    """A phrase that names somebody who can act: where it stands, its group, and whether a preposition governs it."""

    start: int
    end: int
    group: str
    governed: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence from `start` to `end`, its first verb (`end` where it has none), and the group that acts in it."""

    start: int
    end: int
    verb: int
    doer: str


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence in lower case with its actors and clauses, in order."""

    text: str
    actors: tuple[Actor, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    boundary: re.Pattern[str]
    verb: re.Pattern[str]
    relative: re.Pattern[str]
    pronoun: re.Pattern[str]
    passive: re.Pattern[str]
    behind: re.Pattern[str]
    adjacent: re.Pattern[str]
    shared_passive: re.Pattern[str]
    object_behind: re.Pattern[str]
    headline: re.Pattern[str]
    agent: re.Pattern[str]
    preposition: re.Pattern[str]
    place: re.Pattern[str]
    actor: re.Pattern[str]
    modality: tuple[tuple[str, re.Pattern[str]], ...]
    standing: re.Pattern[str]
    standing_begins: re.Pattern[str]


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
        behind=re.compile(data["behind"]),
        adjacent=re.compile(data["adjacent"]),
        shared_passive=re.compile(data["shared_passive"]),
        object_behind=re.compile(data["object_behind"]),
        headline=re.compile(data["headline"]),
        agent=re.compile(data["agent"]),
        preposition=re.compile(data["preposition"]),
        place=re.compile(data["place"]),
        actor=actor,
        modality=tuple((name, re.compile(cue)) for name, cue in data["modality"].items()),
        standing=re.compile("|".join([*data["standing"]["advice"], *data["standing"]["elsewhere"]])),
        standing_begins=re.compile("|".join(data["standing"]["begins"])),
    )


def actor_groups() -> frozenset[str]:
    """The groups of actors, as `clauses.toml` names them."""
    return frozenset(_words().actor.groupindex)


def modalities() -> frozenset[str]:
    """How a deed may be told other than asserted."""
    return frozenset(name for name, _ in _words().modality)


def tells_of_this_incident(sentence: str) -> bool:
    """False for standing advice to other ships and for sentences about other incidents."""
    return _words().standing_begins.match(sentence) is None and _words().standing.search(sentence) is None


def read_sentence(sentence: str, doer_before: str = NOBODY) -> ReadSentence:
    """A sentence taken apart; `doer_before` is whom a pronoun at its beginning stands for."""
    words = _words()
    actors = _read_actors(sentence)
    starts = [0, *(match.end() for match in words.boundary.finditer(sentence)), len(sentence)]
    clauses: list[Clause] = []
    doer, last_actor = NOBODY, NOBODY
    for start, end in pairwise(starts):
        match = words.verb.search(sentence, start, end)
        verb = match.start() if match else end
        if subject := _subject(actors, start, verb):
            doer = subject
        elif words.relative.match(sentence, start):
            doer = last_actor
        elif words.pronoun.search(sentence, start, verb):
            doer = last_actor or doer_before
        clauses.append(Clause(start, end, verb, doer))
        last_actor = next((actor.group for actor in reversed(actors) if start <= actor.start < end), last_actor)
    return ReadSentence(sentence, actors, tuple(clauses))


def antecedent(sentence: ReadSentence) -> str:
    """Whom "they" at the beginning of the next sentence are: who acts in the last clause, else the last actor; a ship is no "they"."""
    doer = sentence.clauses[-1].doer
    if doer not in (NOBODY, "ship"):
        return doer
    return next((actor.group for actor in reversed(sentence.actors) if actor.group != "ship"), doer)


def _read_actors(sentence: str) -> tuple[Actor, ...]:
    """The actors of a sentence. A ship directly before another actor only says whose that is: "the yacht skipper"."""
    actors = [_read_actor(sentence, match) for match in _words().actor.finditer(sentence)]
    starts = {actor.start for actor in actors}
    return tuple(actor for actor in actors if actor.group != "ship" or actor.end + 1 not in starts)


def _read_actor(sentence: str, match: re.Match[str]) -> Actor:
    governed = _words().preposition.search(sentence, max(0, match.start() - _BEFORE), match.start()) is not None
    return Actor(match.start(), match.end(), match.lastgroup or NOBODY, governed)


def _subject(actors: tuple[Actor, ...], start: int, end: int) -> str:
    """The first actor of a part of a sentence that no preposition governs."""
    return next((actor.group for actor in actors if start <= actor.start < end and not actor.governed), NOBODY)


def clause_of(sentence: ReadSentence, start: int, end: int) -> tuple[int, int]:
    """Where the clause begins and ends that holds the words from `start` to `end`; several clauses where they reach over more."""
    first = next((clause for clause in sentence.clauses if start < clause.end), sentence.clauses[-1])
    last = next((clause for clause in sentence.clauses if end <= clause.end), sentence.clauses[-1])
    return first.start, last.end


def read_deed(sentence: ReadSentence, start: int, end: int) -> Deed:
    """Doer, target and modality of the deed that `sentence.text[start:end]` names."""
    words, text = _words(), sentence.text
    # An expression may match from its subject on, so the deed proper is at the end of the match.
    if behind := words.behind.search(text[start:end]):
        end = start + behind.start() if behind.start() else end
    verb = start + text[start:end].rfind(" ") + 1
    clause = next((clause for clause in sentence.clauses if clause.start <= verb < clause.end), sentence.clauses[-1])
    before = max(clause.start, verb - _BEFORE)
    subject = _adjacent(sentence, clause.start, verb, end) or _subject(sentence.actors, clause.start, min(verb, clause.verb)) or clause.doer
    # What somebody fears or denies "that" is told as they say it.
    speaker = next((before for before in sentence.clauses if before.end == clause.start), clause)
    told_from = speaker.start if text.endswith("that ", speaker.start, clause.start) else clause.start
    modality = next((name for name, cue in words.modality if cue.search(text, told_from, end)), ASSERTED)
    agent = words.agent.match(text[end : clause.end])
    by_whom = _first_actor(sentence, end + agent.end(), clause.end) if agent else NOBODY
    is_passive = any(words.passive.search(text, before, place) for place in (start, verb))
    has_object = words.object_behind.match(text, end) is not None
    if verb == clause.start and not has_object and (shared := words.shared_passive.search(text, max(0, verb - _BEFORE), verb)):
        is_passive = True
        by_whom = by_whom or _first_actor(sentence, shared.start("by"), verb)
    if by_whom or is_passive or (subject in ("ship", "crew", "authority", "guards") and words.headline.match(text, end)):
        # Those who do it to a ship or her crew are no crew of hers, though "sailors" may be their name.
        doer = "people" if by_whom == "crew" and subject in ("ship", "crew") else by_whom
        return Deed(doer, subject, modality)
    return Deed(subject, _target(sentence, end, clause.end), modality)


def _target(sentence: ReadSentence, start: int, end: int) -> str:
    """The first actor behind a deed that is not only where it was done or where from: "took a woman from the yacht"."""
    for actor in sentence.actors:
        if start < actor.end and actor.start < end:
            near = actor.governed and _words().place.search(sentence.text, max(start, actor.start - _BEFORE), actor.start)
            if not near:
                return actor.group
    return NOBODY


def _adjacent(sentence: ReadSentence, start: int, verb: int, end: int) -> str:
    """The actor directly before a deed. Not a ship: that is often the object of a deed before, as in "men chasing the tanker fired"."""
    earlier = [actor for actor in sentence.actors if start <= actor.start and actor.end <= verb]
    if not earlier or earlier[-1].group == "ship" or not _words().adjacent.fullmatch(sentence.text, earlier[-1].end, verb):
        return NOBODY
    # A preposition governs the first actor behind it, "close to the ship the guards fired", and none that a participle follows:
    # "injured by the pirates firing at them".
    free_from = earlier[-2].end if len(earlier) > 1 else start
    governed = earlier[-1].governed and _words().preposition.search(sentence.text, free_from, earlier[-1].start)
    return NOBODY if governed and not sentence.text.endswith("ing", verb, end) else earlier[-1].group


def _first_actor(sentence: ReadSentence, start: int, end: int) -> str:
    return next((actor.group for actor in sentence.actors if start < actor.end and actor.start < end), NOBODY)
