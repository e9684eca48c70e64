"""The bodies that a report's text names as its origin. The rules and the names are in origins.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from data_pipeline import registry
from data_pipeline.facts.text.repair import LONGEST_READ

RULES: Final = Path(__file__).with_name("origins.toml")
_LIST: Final = r"(?P<list>[^()]{2,90})"
_SEVERAL: Final = r"(?P<list>[^()]{2,60},[^()]{2,60})"
_BETWEEN: Final = re.compile(r"[,;:/&]| and |\. ")
# What clerks write behind a body's name: the number of a message, a circular, a date.
_ITEM_TAIL: Final = r"(?: (?:info|isc|prc|msg|message|report(?:s|ing)?|alert|dubai|msc\S*|circ\S*|\d\S*|[a-z]{3} \d{2,4}))*"


@dataclass(frozen=True, slots=True)
class OriginRule:
    """Where in a text the name of its origin stands; `example` and what it `gives` are tested."""

    id: str
    match: re.Pattern[str]
    unless: re.Pattern[str] | None
    example: str
    gives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OriginBook:
    """origins.toml in memory: names of bodies to codes, codes of bodies that corroborate nothing, rules."""

    names: dict[str, str]
    dependent: frozenset[str]
    rules: tuple[OriginRule, ...]
    item: re.Pattern[str]
    any_name: str


def credited_bodies(reports: pa.Table) -> pa.Array:
    """For each row of `reports` (source, narrative) the sorted codes of `link_codes.REPORTING_BODY` that its text credits.

    Naming a source's own body credits nobody. One pass of RE2 over all texts picks those that hold a name; only they are read.
    """
    hits = pc.fill_null(pc.match_substring_regex(reports["narrative"], _read_book().any_name), False)
    rows = pc.indices_nonzero(hits)
    codes: list[list[str]] = [[] for _ in range(reports.num_rows)]
    candidates = reports.select(["source", "narrative"]).take(rows)
    own = {source.id: source.origin for source in registry.sources().values()}
    for row, source, text in zip(rows.to_pylist(), candidates["source"].to_pylist(), candidates["narrative"].to_pylist(), strict=True):
        if credited := bodies_credited_in(text) - {own.get(source)}:
            codes[row] = sorted(credited)
    return pa.array(codes, pa.list_(pa.string()))


def bodies_credited_in(text: str) -> set[str]:
    """The codes of the bodies that a text credits, by any rule."""
    lowered = text[:LONGEST_READ].replace("’", "'").lower()
    # The full stops would otherwise end the sentence in which a body is named.
    lowered = lowered.replace("u.s.", "us").replace("u.k.", "uk")
    return {code for rule in _read_book().rules for code in _bodies_by_rule(rule, lowered)}


def origin_rules() -> tuple[OriginRule, ...]:
    """All rules, in the order of the file."""
    return _read_book().rules


def dependent_bodies() -> frozenset[str]:
    """Bodies that corroborate nothing: they pass on what the ship or another body told them."""
    return _read_book().dependent


def _bodies_by_rule(rule: OriginRule, text: str) -> set[str]:
    bodies: set[str] = set()
    for hit in rule.match.finditer(text):
        if rule.unless is not None and rule.unless.search(hit.group()):
            continue
        if "list" in hit.re.groupindex:
            bodies |= _bodies_in_list(hit["list"])
        else:
            bodies.add(_read_book().names[hit["body"]])
    return bodies


def _bodies_in_list(listed: str) -> set[str]:
    """The bodies in `operator, imb: www.example.org`; an item that is no name is passed over."""
    items = [" ".join(item.split()).strip(" .") for item in _BETWEEN.split(listed)]
    hits = [_read_book().item.fullmatch(item) for item in items]
    return {_read_book().names[hit["body"]] for hit in hits if hit is not None}


@cache
def _read_book() -> OriginBook:
    content = tomllib.loads(RULES.read_text(encoding="utf-8"))
    names = {word: code for code, body in content["body"].items() for word in body["words"]}
    # An alternation takes the first name that fits: "imb" must not win over "imb piracy reporting centre".
    longest_first = sorted(names, key=len, reverse=True)
    body_pattern = "(?P<body>" + "|".join(map(re.escape, longest_first)) + ")"
    return OriginBook(
        names=names,
        dependent=frozenset(code for code, body in content["body"].items() if not body.get("independent", True)),
        rules=tuple(_compile_rule(row, body_pattern) for row in content["rule"]),
        item=re.compile(f"(?:as reported by |according to |from |excerpt |comm?ercial sources )*(?:the )?{body_pattern}{_ITEM_TAIL}"),
        # For RE2, on the texts as they are: no lookarounds, and with the full stops and quotation marks that reading removes.
        any_name=r"(?i)(?:^|[^a-z])(?:"
        + "|".join(map(re.escape, longest_first)).replace("'", "['’]").replace("us\\ ", r"u\.?s\.?\ ")
        + r")(?:[^a-z]|$)",
    )


def _compile_rule(row: dict[str, Any], body_pattern: str) -> OriginRule:
    return OriginRule(
        id=row["id"],
        match=re.compile(row["match"].replace("<body>", body_pattern).replace("<list>", _LIST).replace("<several>", _SEVERAL)),
        unless=re.compile(row["unless"]) if "unless" in row else None,
        example=row["example"],
        gives=tuple(row["gives"]),
    )
