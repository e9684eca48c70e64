"""Rule files: their format, and reading them into compiled rules.

A file `declared/<order>_<fact>.toml` states `fact`, `order` (files are applied in ascending order), `mode` and its rules:

    mode = "first"     the first rule that fires gives the fact its one value, unless an earlier file of the same fact gave one
    mode = "all"       every rule that fires adds its value
    mode = "earliest"  among the rules that fire, the lowest `rank` wins, and within a rank the match earliest in the text
    mode = "marks"     as `all`, but the values are marks: intermediate conclusions for later rules, which are not stored

    [[rule]]
    id = "boarded.got_aboard"     unique across all files; published with every fact as its reason
    value = "boarded"
    in = "text"                   or a role in the draft's `field_texts`; "text" if omitted
    match = 'regular expression'  searched in one sentence at a time (or in the whole field), in lower case
    unless = 'regular expression' a sentence that matches this does not count
    unless_in = "clause"          only the clause of the deed is searched for `unless`, not its whole sentence
    needs = ["board"]             at least one must occur, or `match` is not tried (for speed)
    by = ["authority", "militia"] who must do the deed that `match` ends with; `not_by` who must not, `on` and `not_on` the same for
                                  whom it is done to: the actors of `text/clauses.toml`, and "nobody" where the sentence names none
    told = ["asserted"]           how it must be told: "asserted", "negated", "feared", "nearly", "advice"; any if omitted
    when = ["theft", "!sighted", "act=boarded", "attackers>9"]   all must hold
    example = "..."               an invented text on which the rule fires; `fields` beside it gives the source's fields, and `stated`
                                  facts that the source states in our codes

`<name>` in an expression stands for a word list in `declared/words.toml`. A rule without `match` rests on `when` alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from data_pipeline.facts.data_files import FOLDER, read_toml
from data_pipeline.facts.text.clauses import ASSERTED, NOBODY, Deed, actor_groups, modalities

RULE_FOLDER: Final = FOLDER / "rules" / "declared"
MODES: Final = ("first", "all", "earliest", "marks")
TEXT: Final = "text"
"""The place of a rule that is not about a field."""

MARK: Final = "mark"
"""The name under which all marks are kept, so that a condition can name one without its fact."""

_ROLE_KEYS: Final = ("by", "not_by", "on", "not_on")
_RULE_KEYS: Final = frozenset(
    {"id", "value", "in", "match", "unless", "needs", "when", "rank", "example", "fields", "stated", "told", "unless_in", *_ROLE_KEYS}
)
_CONDITION: Final = re.compile(r"(!?)(?:([a-z_]+)(=|>|<)([a-z_0-9]+)|([a-z_]+))$")
_WORD_LIST: Final = re.compile(r"<([a-z_]+)>")


class BadRule(ValueError):
    """A rule file contains something the engine does not understand; the message names the rule."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`fact=value`, `fact>number`, `fact<number` or a mark; `must_hold` is False when it is negated with `!`."""

    must_hold: bool
    fact: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Who may do a deed to whom, and how it must be told; None allows all."""

    by: frozenset[str] | None
    not_by: frozenset[str]
    on: frozenset[str] | None
    not_on: frozenset[str]
    told: frozenset[str] | None

    def allow(self, deed: Deed) -> bool:
        """Whether a deed of a sentence is one of which the rule speaks."""
        if self.told is not None and deed.modality not in self.told:
            return False
        if deed.doer in self.not_by or deed.target in self.not_on:
            return False
        return (self.by is None or deed.doer in self.by) and (self.on is None or deed.target in self.on)


@dataclass(frozen=True, slots=True)
class Rule:
    """One declared rule with its expressions compiled; `place` is "text" or the role of a field, `roles` is None without any."""

    id: str
    fact: str
    value: str
    place: str
    match: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    unless_in_clause: bool
    needs: frozenset[str]
    roles: Roles | None
    when: tuple[Condition, ...]
    rank: int
    example: str
    example_fields: Mapping[str, str]
    example_stated: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one fact, in the order in which they are tried."""

    fact: str
    mode: str
    order: int
    rules: tuple[Rule, ...]
    without_needs: tuple[int, ...] = field(init=False)
    """Numbers of the rules that need no word of the text."""
    by_needed_word: Mapping[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        without, by_word = [], defaultdict(list)
        for number, rule in enumerate(self.rules):
            if not rule.needs:
                without.append(number)
            for word in rule.needs:
                by_word[word].append(number)
        object.__setattr__(self, "without_needs", tuple(without))
        object.__setattr__(self, "by_needed_word", {word: tuple(numbers) for word, numbers in by_word.items()})

    @property
    def stored_as(self) -> str:
        """The fact under which a reading keeps the values."""
        return MARK if self.mode == "marks" else self.fact


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """All rule files in ascending `order`. Raises BadRule naming the first rule that cannot be read."""
    word_lists = _read_word_lists()
    sets = []
    for file in sorted(RULE_FOLDER.glob("*.toml")):
        content = read_toml(file)
        if "rule" not in content:  # words.toml stands beside the rules that use it
            continue
        if content["mode"] not in MODES:
            raise BadRule(f"{file.name}: unknown mode {content['mode']!r}")
        rules = tuple(_parse_rule(entry, content["fact"], word_lists) for entry in content["rule"])
        sets.append(RuleSet(content["fact"], content["mode"], content["order"], rules))
    return tuple(sorted(sets, key=lambda rule_set: rule_set.order))


_START: Final = 3
"""Letters by which needed words are looked up."""


def needed_words_in(text: str) -> list[str]:
    """The words of the rules' `needs` that occur in a text; by their first letters, since most words occur in few texts."""
    by_start = _needed_words_by_start()
    starts = {text[place : place + _START] for place in range(len(text))}
    short = by_start.get("", ())
    return [word for start in by_start.keys() & starts for word in by_start[start] if word in text] + [
        word for word in short if word in text
    ]


@cache
def _needed_words_by_start() -> Mapping[str, tuple[str, ...]]:
    """Needed words by their first letters, the shorter ones under ""."""
    by_start: dict[str, dict[str, None]] = defaultdict(dict)
    for rule_set in rule_sets():
        for word in rule_set.by_needed_word:
            by_start[word[:_START] if len(word) >= _START else ""][word] = None
    return {start: tuple(words) for start, words in by_start.items()}


def rule_by_id(rule_id: str) -> Rule:
    """The rule with this id. Raises KeyError when there is none."""
    return _rules_by_id()[rule_id]


@cache
def _rules_by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule_set in rule_sets() for rule in rule_set.rules}


def _parse_rule(entry: dict[str, Any], fact: str, word_lists: Mapping[str, str]) -> Rule:
    if unknown := set(entry) - _RULE_KEYS:
        raise BadRule(f"{fact}: {entry.get('id')}: unknown key {', '.join(sorted(unknown))}")
    try:
        return Rule(
            id=entry["id"],
            fact=fact,
            value=entry["value"],
            place=entry.get("in", TEXT),
            match=_compile_expression(entry["match"], word_lists) if "match" in entry else None,
            unless=_compile_expression(entry["unless"], word_lists) if "unless" in entry else None,
            unless_in_clause=_is_in_clause(entry.get("unless_in", "sentence")),
            needs=frozenset(entry.get("needs", ())) if entry.get("in", TEXT) == TEXT else frozenset(),
            roles=_parse_roles(entry),
            when=tuple(_parse_condition(text) for text in entry.get("when", ())),
            rank=entry.get("rank", 1),
            example=entry.get("example", ""),
            example_fields=entry.get("fields", {}),
            example_stated=entry.get("stated", {}),
        )
    except (KeyError, re.error, BadRule) as error:
        raise BadRule(f"{fact}: {entry.get('id')}: {error}") from error


def _is_in_clause(unless_in: str) -> bool:
    if unless_in not in ("sentence", "clause"):
        raise BadRule(f"unless_in is clause or sentence, not {unless_in}")
    return unless_in == "clause"


def _parse_roles(entry: Mapping[str, Any]) -> Roles | None:
    if not any(key in entry for key in (*_ROLE_KEYS, "told")):
        if "unless_in" in entry:
            raise BadRule("unless_in needs told, by, not_by, on or not_on")
        return None
    groups = {key: frozenset(NOBODY if group == "nobody" else group for group in entry[key]) for key in _ROLE_KEYS if key in entry}
    if unknown := frozenset[str]().union(*groups.values()) - {NOBODY, *actor_groups()}:
        raise BadRule(f"no actor in text/clauses.toml is {', '.join(sorted(unknown))}")
    told = frozenset(entry["told"]) if "told" in entry else None
    if unknown := (told or frozenset()) - {ASSERTED, *modalities()}:
        raise BadRule(f"nothing is told as {', '.join(sorted(unknown))}")
    return Roles(groups.get("by"), groups.get("not_by", frozenset()), groups.get("on"), groups.get("not_on", frozenset()), told)


def _parse_condition(text: str) -> Condition:
    match = _CONDITION.match(text)
    if match is None:
        raise BadRule(f"condition {text!r} cannot be read")
    negation, fact, operator, value, mark = match.groups()
    return Condition(not negation, fact or MARK, operator or "=", value or mark)


@cache
def _read_word_lists() -> dict[str, str]:
    """The word lists as expressions. Each may use those above it, which is why they are expanded in file order."""
    lists: dict[str, str] = {}
    for name, words in read_toml(RULE_FOLDER / "words.toml")["words"].items():
        lists[name] = "(?:" + _expand_word_lists("|".join(words), lists) + ")"
    return lists


def _compile_expression(text: str, word_lists: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(_expand_word_lists(text, word_lists))


def _expand_word_lists(text: str, word_lists: Mapping[str, str]) -> str:
    try:
        return _WORD_LIST.sub(lambda match: word_lists[match.group(1)], text)
    except KeyError as error:
        raise BadRule(f"there is no word list {error}") from None
