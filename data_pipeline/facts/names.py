"""Names of ships: out of a name field, a victim field and the text.

Which words are never a name, and which stand before one, is data: `rules/names.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_pipeline.facts.phrases import countries, vessel_types
from data_pipeline.facts.sentences import plain
from data_pipeline.facts.tables import RULES, patterns

_SPLIT: Final = re.compile(
    r"\s+(?:&|and|anf|amd|with|towing|towed by|/)\s+|\s*[;,]\s*(?=\S{2})|(?<=[A-Za-z0-9]{3})\s?/\s?(?=[A-Za-z]{3}|M/V)", re.IGNORECASE
)
_CALL_SIGN: Final = re.compile(r"(?=\w*\d)(?=\w*[A-Z])[A-Z0-9]{4,5}$")
_CAPS: Final = re.compile(
    r"(?<![\w-])[A-Z0-9][A-Z0-9&'./-]*(?:\s+(?:[A-Z0-9][A-Z0-9&'./-]*(?![a-z])|No\.?\s?\d+|of(?= [A-Z]{2})|Il\b|II\b))*(?![a-z])"
)
_QUOTED: Final = re.compile(r"[\"“”]\s?([A-Z][\w .'&/-]{1,40}?)\s?[\"“”]")
_PARENTHESES: Final = re.compile(r"\(\s?([A-Z0-9][^()]{1,45}?)\s?\)")


_PLACE: Final = re.compile(r"^(?:\(U\)\s*)?(?=[^:]*[A-Z]{3})[^:.()\d]{2,70}:\s")
_POSITION: Final = re.compile(r"\d[\d\s.:°'-]*\s?[NSEW]\b(?:[\s,-]*\d[\d\s.:°'-]*\s?[NSEW]\b)?")
_UNIT: Final = re.compile(r"\d+[\d.]*\s?(?:NM|LT|UTC|Z|HRS|KM|M|FT|MT|GMT|DWT|GRT|TEU|K|L)\b")


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `rules/names.toml`, compiled."""

    nothing: frozenset[str]
    never: frozenset[str]
    navies: frozenset[str]
    prefix: re.Pattern[str]
    stop: re.Pattern[str]
    title: re.Pattern[str]
    title_plain: re.Pattern[str]


@cache
def words() -> Words:
    data = tomllib.loads((RULES / "names.toml").read_text(encoding="utf-8"))
    prefix = "|".join(sorted(data["prefix"], key=len, reverse=True))
    return Words(
        frozenset(data["nothing"]),
        frozenset(data["never"]),
        frozenset(data["navies"]),
        re.compile(rf"^(?:(?:{prefix})(?=[\s.:]|$)[\s.:]*)+", re.IGNORECASE),
        re.compile(data["stop"], re.IGNORECASE),
        re.compile(data["title"]),
        re.compile(data["title_plain"]),
    )


def join(names: list[str]) -> str | None:
    """The names in upper case, each once, joined by `; `."""
    kept = list(dict.fromkeys(name.upper() for name in names))
    return "; ".join(kept) or None


def names_in_field(said: str) -> list[str]:
    """Names in a field that holds nothing but names, prefixes and "name withheld"."""
    found = []
    for part in _SPLIT.split(said):
        name = words().prefix.sub("", part).strip(" .,'\"-")
        if name and name.lower() not in words().nothing and not re.fullmatch(r"(?:and|&)", name, re.IGNORECASE):
            found.append(name)
    return found


def names_in_victim(said: str) -> list[str]:
    """Names in a victim field, which may also hold type, flag, status, or no ship at all."""
    if said.strip().lower() in words().nothing:
        return []
    if quoted := _QUOTED.findall(said):
        return quoted
    bare = re.sub(r"\b[\w' ]+?[- ]{1,2}(?i:flag(?:ged)?)\b", "", said) if re.search(r"(?i)flag", said) else said
    if any(map(str.islower, re.sub(r"\b(?:M/v|and|of|by|No)\b", "", bare))) and not re.search(r"(?i)\bm/?[vt]\b", bare):
        return [name for one in _CAPS.finditer(bare) if (name := _sound(one.group()))]
    found = []
    for part in _SPLIT.split(_without_front(bare)):
        name = patterns("names")["victim_stop"].split(_without_front(part), maxsplit=1)[0].strip(" .,'\"-()")
        if (
            name
            and not patterns("names")["place_follows"].match(name)
            and not _CALL_SIGN.fullmatch(name)
            and (good := _sound(name, is_named=True))
        ):
            found.append(good)
    return found


def _without_front(text: str) -> str:
    """The text without prefixes, types of ship and country words at its front."""
    rest = text.strip(" .,-:")
    while rest:
        lower = plain(rest)
        cut = words().prefix.match(rest)
        size = cut.end() if cut else 0
        if not size:
            ship = next(iter(vessel_types().find(lower)), None)
            size = ship.end if ship is not None and ship.start == 0 else 0
        if not size:
            land = next(iter(countries().find(lower)), None)
            if land is not None and land.start == 0:
                after = next((one for one in vessel_types().find(lower[land.end :]) if one.value != "other"), None)
                size = land.end + after.end if after is not None and not lower[land.end : land.end + after.start].strip(" -") else 0
        if not size:
            return rest
        rest = rest[size:].strip(" .,-:")
    return rest


def _sound(name: str, *, is_named: bool = False) -> str | None:
    """The name without acronyms and numbers at its ends, or None when nothing is left that can be a name.

    Where the place says that it is the ship's name (`is_named`), a number may lead it, and a warship's prefix, too.
    """
    parts = name.split()
    while parts and (parts[0].strip(".,'-").lower() in words().never or (not is_named and re.fullmatch(r"\d+[.,:]?", parts[0]))):
        parts = parts[1:]
    while parts and parts[-1].strip(".,'-").lower() in words().never:
        is_distance = parts[-1].upper() in ("NM", "NMI", "KM") and len(parts) > 1 and parts[-2].isdigit()
        parts = parts[:-2] if is_distance else parts[:-1]
    if not parts or (not is_named and parts[0].strip(".").lower() in words().navies) or _UNIT.fullmatch(" ".join(parts)):
        return None
    text = " ".join(parts).strip(" .,'\"-/&")
    if (
        patterns("names")["month"].match(text)
        or text.lower() in words().nothing
        or sum(map(str.isalpha, text)) < 2
        or re.fullmatch(r"[\d.:-]+[NSEW]?", text)
    ):
        return None
    return None if plain(text) in vessel_types().values or plain(text) in countries().values else text


def names_in_text(sentences: list[str], *, all_caps: bool) -> list[str]:
    """Names in the first sentences of a narrative: in parentheses or quotes, in capitals, or after "M/V"."""
    for index, written in enumerate(sentences[:3]):
        sentence = _POSITION.sub(" # ", _PLACE.sub("", written) if index == 0 else written)
        found = _in_brackets(sentence)
        if not found and not all_caps:
            found = _in_capitals(sentence)
        if not found:
            found = [name for one in words().title.finditer(sentence) if (name := _after_prefix(one.group(1)))][:1]
        if not found and not all_caps:
            found = [name for one in words().title_plain.finditer(sentence) if (name := _sound(one.group(1)))][:1]
        if found:
            return found
    return []


def _after_prefix(written: str) -> str | None:
    """The name that follows "M/V"; none where a new sentence begins there."""
    name = words().stop.split(written, maxsplit=1)[0]
    return (
        None
        if re.match(r"(?:The|A|An|At|It|On|In|During|Crew|Master)\b(?! [A-Z])|IN THE\b|THE (?:LAST|CREW|MASTER)\b", name)
        else _sound(name)
    )


def _in_brackets(sentence: str) -> list[str]:
    found = []
    for one in [*_PARENTHESES.finditer(sentence), *_QUOTED.finditer(sentence)]:
        before = plain(sentence[max(0, one.start() - 40) : one.start()])
        ships = list(vessel_types().find(before))
        if not ships or before[ships[-1].end :].strip(" ,s'") not in ("", "named", "and its", "called", "and", "and the"):
            continue
        inside = _without_front(one.group(1))
        if re.search(r"[,:]|\.com|\d\d[-:]\d\d", inside, re.IGNORECASE) or (len(inside) < 4 and " " not in inside):
            continue
        if (name := _sound(inside, is_named=True)) is not None:
            found.append(name)
    return found


def _is_ship_named(sentence: str, start: int, end: int) -> bool:
    """Whether the words before speak of a ship, or the run stands where one is told of."""
    before = plain(sentence[max(0, start - 40) : start])
    ships = list(vessel_types().find(before))
    if ships and not before[ships[-1].end :].strip(" ,-(\"s'"):
        return True
    if patterns("names")["ship_before"].search(before) is None:
        return False
    return (
        before.rstrip(' ("').endswith(("flag", "flagged", "mv", "m/v", "m/t", "mt", "named", "vessel"))
        or patterns("names")["verb_after"].match(sentence, end) is not None
    )


def _in_capitals(sentence: str) -> list[str]:
    """Runs of capitals in a text of small letters; a list of them ("A, B and C") counts whole, later ones do not."""
    found: list[str] = []
    last_end = 0
    for one in _CAPS.finditer(sentence):
        inside = _without_front(one.group())
        if patterns("names")["distance_follows"].match(sentence, one.end()):
            inside = re.sub(r"\s\d+$", "", inside)
        name = _sound(inside) if inside else None
        if name is None or (len(name) < 3 and " " not in name):
            continue
        if not found and not _is_ship_named(sentence, one.start(), one.end()):
            continue
        between = plain(sentence[last_end : one.start()])
        if found and not re.fullmatch(r"[\s,)]*(?:and )?(?:the )?(?:\w+(?: \w+)*[- ]flag(?:ged)? )?(?:[a-z]+ ?){0,3}\s?\(?", between):
            break
        if found and len(between) > 45:
            break
        found.append(name)
        last_end = one.end()
    return found
