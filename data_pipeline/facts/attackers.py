"""How many attackers a report states: a number, or a range with its lower and upper end.

The largest number told of attackers counts, since later sentences tell of parts of them ("two of the robbers").
Boats with so many each are multiplied; "three others" are added. A lone "a robber" counts as one only where the report
speaks of no more of them. Numbers of boats, crew and things are other numbers. The words are data: `rules/attackers.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_pipeline.facts.rules import Reading
from data_pipeline.facts.tables import RULES
from data_pipeline.model import Facts

_FURTHER: Final = re.compile(r"\b(?:another|other|additional|further) $")
MOST: Final = 500
"""A larger number is no number of attackers."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people from `low` to `high`, the rule that read it and the words it stood in."""

    low: int
    high: int
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Patterns:
    """The compiled expressions of `rules/attackers.toml` and the values of number words."""

    numbers: dict[str, int]
    hints: tuple[str, ...]
    counted: tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None, re.Pattern[str] | None], ...]
    each: tuple[tuple[str, re.Pattern[str]], ...]
    boats: re.Pattern[str]
    each_later: re.Pattern[str]
    others: re.Pattern[str]
    single: re.Pattern[str]
    single_subject: re.Pattern[str]
    several: re.Pattern[str]
    another: re.Pattern[str]
    plural: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """The patterns, with `<number>`, `<villain>`, `<person>`, `<boat>` and `<adjectives>` filled in."""
    data = tomllib.loads((RULES / "attackers.toml").read_text(encoding="utf-8"))
    numbers = {word: int(value) for word, value in data["numbers"].items()}
    words = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    one = rf"(?:(?:{words})(?:[- ](?:{words}))?|\d{{1,3}}(?![\d.,:]|\s?(?:nm|knots|utc|lt|metres|meters|feet|miles)))"
    lists = {name: "(?:" + "|".join(data["lists"][name]) + ")" for name in data["lists"]}
    lists["number"] = rf"(?<![\w$])({one})(?:\s?(?:-|–|/|to|or|and)\s?({one}))?"
    lists["adjectives"] = rf"(?:(?!{data['no_adjective']})[a-z][a-z'-]* ){{0,4}}?"

    def build(text: str) -> re.Pattern[str]:
        for name, words in lists.items():
            text = text.replace(f"<{name}>", words)
        return re.compile(text)

    counted = tuple(
        (row["id"], build(row["match"]), build(row["only"]) if "only" in row else None, build(row["unless"]) if "unless" in row else None)
        for row in data["counted"]
    )
    each = tuple((row["id"], build(row["match"])) for row in data["each"])
    names = ("boats", "each_later", "others", "single", "single_subject", "several", "another", "plural")
    return Patterns(numbers, tuple(data["hints"]), counted, each, **{name: build(data[name]) for name in names})


def read_number(words: str) -> int | None:
    """`twenty-five`, `two dozen`, `12` as a number; None when it is none."""
    if words.isdigit():
        return int(words)
    total = 0
    for word in re.split(r"[- ]", words):
        value = patterns().numbers.get(word)
        if value is None:
            return None
        total = total * 12 if value == 12 and total and word.startswith("doz") else total + value
    return total


def count_attackers(reading: Reading, facts: Facts) -> None:
    """Set the number of attackers in `facts`, and in the reading for later rules."""
    said = [reading.said[role] for role in ("hostility",) if role in reading.said]
    count = count_in([*reading.sentences, *said])
    if count is None:
        return
    facts.attackers, facts.attackers_max = count.low, count.high
    reading.numbers["attackers"] = count.high
    shown = str(count.low) if count.low == count.high else f"{count.low}-{count.high}"
    reading.put("attackers", shown, count.rule, count.words)


def count_in(sentences: list[str]) -> Count | None:
    """The number of attackers that these sentences (lower case) state."""
    known = patterns()
    found: list[Count] = []
    added = 0
    boats: tuple[int, int] | None = None
    for sentence in sentences:
        if (
            boats
            and "each" in sentence
            and (later := known.each_later.search(sentence))
            and (per_boat := _range(later.group(1), later.group(2)))
        ):
            found.append(Count(boats[0] * per_boat[0], boats[0] * per_boat[1], "attackers.each_later", later.group()))
        if boats is None and (boat := known.boats.search(sentence)):
            boats = _range(boat.group(1), boat.group(2))
        if not any(hint in sentence for hint in known.hints):
            continue
        found += _each(sentence, known) or _counted(sentence, known)
        for other in known.others.finditer(sentence):
            added = max(added, read_number(other.group(1) or other.group(2)) or 0)
    if found:
        best = max(found, key=lambda one: (one.high, one.low))
        if best.high == 1 and any(known.another.search(sentence) for sentence in sentences):
            added = max(added, 1)
        return best if not added or best.high + added > MOST else Count(best.low + added, best.high + added, best.rule, best.words)
    lone = _lone(sentences, known)
    return Count(1 + added, 1 + added, "attackers.single", lone.group()) if lone else None


def _lone(sentences: list[str], known: Patterns) -> re.Match[str] | None:
    """Where a report speaks of one attacker: it names no more of them, or one did it and no others are spoken of."""
    pattern = known.single
    if any(known.plural.search(sentence) for sentence in sentences):
        if any(known.several.search(sentence) for sentence in sentences):
            return None
        pattern = known.single_subject
    return next((one for sentence in sentences if (one := pattern.search(sentence))), None)


def _each(sentence: str, known: Patterns) -> list[Count]:
    counts = []
    for rule, pattern in known.each:
        for one in pattern.finditer(sentence):
            boats, per_boat = _range(one.group(1), one.group(2)), _range(one.group(3), one.group(4))
            if boats and per_boat and boats[0] * per_boat[1] <= MOST:
                counts.append(Count(boats[0] * per_boat[0], boats[0] * per_boat[1], rule, one.group()))
    return counts


def _counted(sentence: str, known: Patterns) -> list[Count]:
    counts = []
    for rule, pattern, only, unless in known.counted:
        if only is not None and not only.search(sentence):
            continue
        for one in pattern.finditer(sentence):
            if unless is not None and unless.search(sentence[max(0, one.start() - 40) : one.end() + 40]):
                continue
            limits = _range(one.group(1), one.group(2))
            if _FURTHER.search(sentence, max(0, one.start() - 12), one.start()):
                continue
            if limits and 0 < limits[1] <= MOST:
                counts.append(Count(*limits, rule, one.group()))
    return counts


def _range(low: str | None, high: str | None) -> tuple[int, int] | None:
    first = read_number(low) if low else None
    last = read_number(high) if high else first
    if first is None or last is None:
        return None
    return (first, last) if last >= first else (first, first)
