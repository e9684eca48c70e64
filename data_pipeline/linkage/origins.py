"""The bodies that a report's text names as where it comes from; which are rules and names in origins.toml."""

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
from data_pipeline.facts.text import LONGEST_READ

RULES: Final = Path(__file__).with_name("origins.toml")
_LIST: Final = r"(?P<list>[^()]{2,90})"
_SEVERAL: Final = r"(?P<list>[^()]{2,60},[^()]{2,60})"
_BETWEEN: Final = re.compile(r"[,;:/&]| and |\. ")
_ITEM_TAIL: Final = r"(?: (?:info|isc|prc|msg|message|report(?:s|ing)?|alert|dubai|msc\S*|circ\S*|\d\S*|[a-z]{3} \d{2,4}))*"


@dataclass(frozen=True, slots=True)
class Rule:
    """Where in a text the name of its origin stands; `example` and what it `gives` are tested."""

    id: str
    match: re.Pattern[str]
    unless: re.Pattern[str] | None
    example: str
    gives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """origins.toml, read: names of bodies to codes, codes of bodies that corroborate nothing, rules."""

    names: dict[str, str]
    dependent: frozenset[str]
    rules: tuple[Rule, ...]
    item: re.Pattern[str]
    any_name: str


def cites(reports: pa.Table) -> pa.Array:
    """For each row of `reports` (source, narrative) the sorted codes of `link_codes.REPORTING_BODY` that its text credits.

    A source's own body is no citation. One pass of RE2 over all texts leaves those that hold a name; only they are read.
    """
    hits = pc.fill_null(pc.match_substring_regex(reports["narrative"], _book().any_name), False)
    rows = pc.indices_nonzero(hits)
    found: list[list[str]] = [[] for _ in range(reports.num_rows)]
    some = reports.select(["source", "narrative"]).take(rows)
    own = {source.id: source.origin for source in registry.sources().values()}
    for row, source, text in zip(rows.to_pylist(), some["source"].to_pylist(), some["narrative"].to_pylist(), strict=True):
        if credited := cited(text) - {own.get(source)}:
            found[row] = sorted(credited)
    return pa.array(found, pa.list_(pa.string()))


def cited(text: str) -> set[str]:
    """The codes of the bodies that a text credits, by any rule."""
    read = text[:LONGEST_READ].replace("’", "'").lower()
    read = read.replace("u.s.", "us").replace("u.k.", "uk")
    return {code for rule in _book().rules for code in _by(rule, read)}


def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the file."""
    return _book().rules


def dependent() -> frozenset[str]:
    """Bodies that corroborate nothing: what they tell, the ship or another body told them."""
    return _book().dependent


def _by(rule: Rule, text: str) -> set[str]:
    found: set[str] = set()
    for hit in rule.match.finditer(text):
        if rule.unless is not None and rule.unless.search(hit.group()):
            continue
        if "list" in hit.re.groupindex:
            found |= _listed(hit["list"])
        else:
            found.add(_book().names[hit["body"]])
    return found


def _listed(said: str) -> set[str]:
    """The bodies in `operator, imb: www.example.org`; an item that is no name is passed over."""
    items = [" ".join(item.split()).strip(" .") for item in _BETWEEN.split(said)]
    hits = [_book().item.fullmatch(item) for item in items]
    return {_book().names[hit["body"]] for hit in hits if hit is not None}


@cache
def _book() -> Book:
    data = tomllib.loads(RULES.read_text(encoding="utf-8"))
    names = {word: code for code, body in data["body"].items() for word in body["words"]}
    longest_first = sorted(names, key=len, reverse=True)
    body = "(?P<body>" + "|".join(map(re.escape, longest_first)) + ")"
    return Book(
        names=names,
        dependent=frozenset(code for code, one in data["body"].items() if not one.get("independent", True)),
        rules=tuple(_rule(row, body) for row in data["rule"]),
        item=re.compile(f"(?:as reported by |according to |from |excerpt |comm?ercial sources )*(?:the )?{body}{_ITEM_TAIL}"),
        any_name=r"(?i)(?:^|[^a-z])(?:"
        + "|".join(map(re.escape, longest_first)).replace("'", "['’]").replace("us\\ ", r"u\.?s\.?\ ")
        + r")(?:[^a-z]|$)",
    )


def _rule(row: dict[str, Any], body: str) -> Rule:
    return Rule(
        id=row["id"],
        match=re.compile(row["match"].replace("<body>", body).replace("<list>", _LIST).replace("<several>", _SEVERAL)),
        unless=re.compile(row["unless"]) if "unless" in row else None,
        example=row["example"],
        gives=tuple(row["gives"]),
    )
