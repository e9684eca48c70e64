"""How many attackers a report states: a number, or a range with its lower and upper end.

The largest number given for attackers counts, since later sentences often speak of some of them ("two of the robbers").
Boats with so many each are multiplied; "three others" are added. A lone "a robber" counts as one only if the report
mentions no others. Numbers of boats, crew and things are not counted. The words are in `attackers.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_pipeline.facts.data_files import FOLDER, read_toml
from data_pipeline.facts.rules.reading import Reading
from data_pipeline.model import Facts

_FURTHER: Final = re.compile(r"\b(?:another|other|additional|further) $")
MAX_ATTACKERS: Final = 500
"""Anything larger is a tonnage, a year or a slip, not a number of attackers."""

_DOZEN: Final = 12
_CONTEXT: Final = 40
"""Characters before and after a number in which an `unless` expression is searched."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people from `low` to `high`, the rule that read it and the words it stood in."""

    low: int
    high: int
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class CountRule:
    """An expression whose two groups are a number and the upper end of a range; `only` and `unless` restrict where it counts."""

    id: str
    match: re.Pattern[str]
    only: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class CountingPatterns:
    """The compiled expressions of `attackers.toml` and the values of number words."""

    numbers: dict[str, int]
    hints: tuple[str, ...]
    counted: tuple[CountRule, ...]
    each: tuple[tuple[str, re.Pattern[str]], ...]
    boats: re.Pattern[str]
    each_later: re.Pattern[str]
    others: re.Pattern[str]
    single: re.Pattern[str]
    single_subject: re.Pattern[str]
    several: re.Pattern[str]
    acting_together: re.Pattern[str]
    another: re.Pattern[str]
    plural: re.Pattern[str]


@cache
def counting_patterns() -> CountingPatterns:
    """The patterns, with `<number>`, `<villain>`, `<person>`, `<boat>` and `<adjectives>` filled in."""
    entries = read_toml(FOLDER / "attackers.toml")
    numbers = {word: int(value) for word, value in entries["numbers"].items()}
    word_lists = _word_lists(entries, numbers)

    def compile_with_lists(text: str) -> re.Pattern[str]:
        for name, words in word_lists.items():
            text = text.replace(f"<{name}>", words)
        return re.compile(text)

    def compile_optional(row: dict[str, str], key: str) -> re.Pattern[str] | None:
        return compile_with_lists(row[key]) if key in row else None

    counted = tuple(
        CountRule(row["id"], compile_with_lists(row["match"]), compile_optional(row, "only"), compile_optional(row, "unless"))
        for row in entries["counted"]
    )
    each = tuple((row["id"], compile_with_lists(row["match"])) for row in entries["each"])
    names = ("boats", "each_later", "others", "single", "single_subject", "several", "acting_together", "another", "plural")
    return CountingPatterns(numbers, tuple(entries["hints"]), counted, each, **{name: compile_with_lists(entries[name]) for name in names})


def _word_lists(entries: dict[str, dict[str, list[str]]], numbers: dict[str, int]) -> dict[str, str]:
    # Longest first, or "seven" would match the beginning of "seventeen".
    number_words = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    # Digits followed by a unit, a decimal or a clock are something else: "12 nm", "3.5", "0230".
    number = rf"(?:(?:{number_words})(?:[- ](?:{number_words}))?|\d{{1,3}}(?![\d.,:]|\s?(?:nm|knots|utc|lt|metres|meters|feet|miles)))"
    return {
        **{name: "(?:" + "|".join(words) + ")" for name, words in entries["lists"].items()},
        "number": rf"(?<![\w$])({number})(?:\s?(?:-|–|/|to|or|and)\s?({number}))?",
        "adjectives": rf"(?:(?!{entries['no_adjective']})[a-z][a-z'-]* ){{0,4}}?",
    }


def parse_number(words: str) -> int | None:
    """`twenty-five`, `two dozen`, `12` as a number; None when it is none."""
    if words.isdigit():
        return int(words)
    total = 0
    for word in re.split(r"[- ]", words):
        value = counting_patterns().numbers.get(word)
        if value is None:
            return None
        # "two dozen" multiplies, "twenty five" adds.
        total = total * _DOZEN if value == _DOZEN and total and word.startswith("doz") else total + value
    return total


def count_attackers(reading: Reading, facts: Facts) -> None:
    """Set the number of attackers in `facts`, and in the reading for later rules."""
    hostility = [reading.field_texts[role] for role in ("hostility",) if role in reading.field_texts]
    count = count_in_sentences([*reading.sentences, *hostility])
    if count is None:
        return
    facts.attackers, facts.attackers_max = count.low, count.high
    reading.numbers["attackers"] = count.high
    value = str(count.low) if count.low == count.high else f"{count.low}-{count.high}"
    reading.conclude("attackers", value, count.rule, count.words)


def count_in_sentences(sentences: list[str]) -> Count | None:
    """The number of attackers that these sentences (lower case) state, None when they state none."""
    patterns = counting_patterns()
    counts: list[Count] = []
    extra = 0
    boats: tuple[int, int] | None = None
    for sentence in sentences:
        if boats and (count := _count_each_later(sentence, boats, patterns)):
            counts.append(count)
        if boats is None and (boat := patterns.boats.search(sentence)):
            boats = _parse_range(boat.group(1), boat.group(2))
        # A cheap test before some twenty expressions.
        if not any(hint in sentence for hint in patterns.hints):
            continue
        counts += _count_per_boat(sentence, patterns) or _count_people(sentence, patterns)
        for others in patterns.others.finditer(sentence):
            extra = max(extra, parse_number(others.group(1) or others.group(2)) or 0)
    if not counts:
        lone = _find_lone_attacker(sentences, patterns)
        return Count(1 + extra, 1 + extra, "attackers.single", lone.group()) if lone else None
    best = max(counts, key=lambda count: (count.high, count.low))
    if best.high == 1 and any(patterns.another.search(sentence) for sentence in sentences):
        extra = max(extra, 1)
    if not extra or best.high + extra > MAX_ATTACKERS:
        return best
    return Count(best.low + extra, best.high + extra, best.rule, best.words)


def _count_each_later(sentence: str, boats: tuple[int, int], patterns: CountingPatterns) -> Count | None:
    """Boats of an earlier sentence with so many men each in this one: "Two boats came near. Each held six men." """
    if "each" not in sentence or (match := patterns.each_later.search(sentence)) is None:
        return None
    per_boat = _parse_range(match.group(1), match.group(2))
    return Count(boats[0] * per_boat[0], boats[0] * per_boat[1], "attackers.each_later", match.group()) if per_boat else None


def _find_lone_attacker(sentences: list[str], patterns: CountingPatterns) -> re.Match[str] | None:
    """Where a report speaks of one attacker: it mentions no others, or one acted alone and no group is mentioned."""
    pattern = patterns.single
    if any(patterns.plural.search(sentence) for sentence in sentences):
        if any(patterns.several.search(sentence) or _acts_as_group(sentence, patterns) for sentence in sentences):
            return None
        pattern = patterns.single_subject
    return next((match for sentence in sentences if (match := pattern.search(sentence))), None)


def _acts_as_group(sentence: str, patterns: CountingPatterns) -> bool:
    """Whether attackers in the plural board or flee in this sentence."""
    return any(patterns.plural.match(match.group()) for match in patterns.acting_together.finditer(sentence))


def _count_per_boat(sentence: str, patterns: CountingPatterns) -> list[Count]:
    counts = []
    for rule, pattern in patterns.each:
        for match in pattern.finditer(sentence):
            boats, per_boat = _parse_range(match.group(1), match.group(2)), _parse_range(match.group(3), match.group(4))
            if boats and per_boat and boats[0] * per_boat[1] <= MAX_ATTACKERS:
                # The lower number of boats for both ends: a range of boats and of men together would span too much.
                counts.append(Count(boats[0] * per_boat[0], boats[0] * per_boat[1], rule, match.group()))
    return counts


def _count_people(sentence: str, patterns: CountingPatterns) -> list[Count]:
    counts = []
    for rule in patterns.counted:
        if rule.only is not None and not rule.only.search(sentence):
            continue
        for match in rule.match.finditer(sentence):
            start, end = match.span()
            if rule.unless is not None and rule.unless.search(sentence[max(0, start - _CONTEXT) : end + _CONTEXT]):
                continue
            # "another three robbers" is counted as an addition by `others`.
            if _FURTHER.search(sentence, max(0, start - 12), start):
                continue
            limits = _parse_range(match.group(1), match.group(2))
            if limits and 0 < limits[1] <= MAX_ATTACKERS:
                counts.append(Count(*limits, rule.id, match.group()))
    return counts


def _parse_range(low: str | None, high: str | None) -> tuple[int, int] | None:
    first = parse_number(low) if low else None
    last = parse_number(high) if high else first
    if first is None or last is None:
        return None
    # "10 to 3" is a slip, or two numbers of different things: the first counts.
    return (first, last) if last >= first else (first, first)
