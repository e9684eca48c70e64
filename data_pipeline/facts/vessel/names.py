"""Ship names, from a name field, a victim field or the text.

The words that are never a name, and the prefixes that stand before one, are listed in `names.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_pipeline.facts.data_files import FOLDER, read_patterns, read_toml
from data_pipeline.facts.text.sentences import normalise_letters
from data_pipeline.facts.vessel.phrases import country_phrases, vessel_type_phrases

_SPLIT: Final = re.compile(
    r"\s+(?:&|and|anf|amd|with|towing|towed by|/)\s+|\s*[;,]\s*(?=\S{2})|(?<=[A-Za-z0-9]{2})\s?/\s?(?=[A-Za-z]{3}|M/V)", re.IGNORECASE
)
# Four or five capitals and digits, at least one of each: "9VXW".
_CALL_SIGN: Final = re.compile(r"(?=\w*\d)(?=\w*[A-Z])[A-Z0-9]{4,5}$")
_CAPS: Final = re.compile(
    r"(?<![\w-])[A-Z0-9][A-Z0-9&'./-]*(?:\s+(?:[A-Z0-9][A-Z0-9&'./-]*(?![a-z])|No\.?\s?\d+|of(?= [A-Z]{2})|Il\b|II\b))*(?![a-z])"
)
_QUOTED: Final = re.compile(r"[\"“”]\s?([A-Z][\w .'&/-]{1,40}?)\s?[\"“”]")
_PARENTHESES: Final = re.compile(r"\(\s?([A-Z0-9][^()]{1,45}?)\s?\)")


_PLACE: Final = re.compile(r"^(?:\(U\)\s*)?(?=[^:]*[A-Z]{3})[^:.()\d]{2,70}:\s")
_POSITION: Final = re.compile(r"\d[\d\s.:°'-]*\s?[NSEW]\b(?:[\s,-]*\d[\d\s.:°'-]*\s?[NSEW]\b)?")
# "12 NM", "0230 UTC" and "5000 DWT" also look like capitals of a name.
_UNIT: Final = re.compile(r"\d+[\d.]*\s?(?:NM|LT|UTC|Z|HRS|KM|M|FT|MT|GMT|DWT|GRT|TEU|K|L)\b")


@dataclass(frozen=True, slots=True)
class NameWordLists:
    """The lists of `names.toml`, compiled."""

    nothing: frozenset[str]
    never: frozenset[str]
    navies: frozenset[str]
    prefix: re.Pattern[str]
    stop: re.Pattern[str]
    title: re.Pattern[str]
    title_plain: re.Pattern[str]


def name_patterns() -> dict[str, re.Pattern[str]]:
    """The expressions of `names.toml`."""
    return read_patterns("vessel/names")


@cache
def name_word_lists() -> NameWordLists:
    """The word lists of `names.toml`."""
    data = read_toml(FOLDER / "vessel" / "names.toml")
    # Longest first: "M" would otherwise match the beginning of "M/V".
    prefix = "|".join(sorted(data["prefix"], key=len, reverse=True))
    return NameWordLists(
        frozenset(data["nothing"]),
        frozenset(data["never"]),
        frozenset(data["navies"]),
        re.compile(rf"^(?:(?:{prefix})(?=[\s.:]|$)[\s.:]*)+", re.IGNORECASE),
        re.compile(data["stop"], re.IGNORECASE),
        re.compile(data["title"]),
        re.compile(data["title_plain"]),
    )


def names_no_ship(text: str) -> bool:
    """Whether a field of names says in some words that no ship is named: "Name not reported", "Witheld", "N/A"."""
    plain = text.strip(" .,'\"()-").casefold()
    return not plain or plain in name_word_lists().nothing or name_patterns()["no_name"].fullmatch(plain) is not None


def join_names(names: list[str]) -> str | None:
    """The names in upper case, each once, joined by `; `; None when there are none."""
    distinct = list(dict.fromkeys(name.upper() for name in names))
    return "; ".join(distinct) or None


def names_in_field(field_text: str) -> list[str]:
    """Names in a field that contains only names, their prefixes, or "name withheld"."""
    if names_no_ship(field_text):
        return []
    names = []
    for part in _SPLIT.split(name_patterns()["former"].sub("", field_text) or field_text):
        name = name_word_lists().prefix.sub("", part).strip(" .,'\"-")
        if not names_no_ship(name) and not re.fullmatch(r"(?:and|&)", name, re.IGNORECASE):
            names.append(name)
    return names


def names_in_victim(victim: str) -> list[str]:
    """Names in a victim field, which may also contain type, flag or status, or no ship at all."""
    if names_no_ship(victim):
        return []
    if quoted := _QUOTED.findall(victim):
        return quoted
    without_flag = re.sub(r"\b[\w' ]+?[- ]{1,2}(?i:flag(?:ged)?)\b", "", victim) if re.search(r"(?i)flag", victim) else victim
    # In a field of mixed case the name is what stands in capitals; a field all in capitals must be taken apart word by word.
    if any(map(str.islower, re.sub(r"\b(?:M/v|and|of|by|No)\b", "", without_flag))) and not re.search(r"(?i)\bm/?[vt]\b", without_flag):
        return [name for match in _CAPS.finditer(without_flag) if (name := _clean_name(match.group()))]
    names = []
    for part in _SPLIT.split(_strip_descriptors(without_flag)):
        name = name_patterns()["victim_stop"].split(_strip_descriptors(part), maxsplit=1)[0].strip(" .,'\"-()")
        if (
            name
            and not name_patterns()["place_follows"].match(name)
            and not _CALL_SIGN.fullmatch(name)
            and (cleaned := _clean_name(name, is_named=True))
        ):
            names.append(cleaned)
    return names


def _strip_descriptors(text: str) -> str:
    """The text without the prefixes, types of ship and nationalities at its beginning."""
    remainder = text.strip(" .,-:")
    while remainder:
        length = _descriptor_length(remainder)
        if not length:
            return remainder
        remainder = remainder[length:].strip(" .,-:")
    return remainder


def _descriptor_length(text: str) -> int:
    """Characters of the prefix, type of ship, or nationality and type with which a text begins; 0 when it begins with none."""
    prefix = name_word_lists().prefix.match(text)
    if prefix and prefix.end():
        return prefix.end()
    lower = normalise_letters(text)
    ship = next(iter(vessel_type_phrases().find(lower)), None)
    if ship is not None and ship.start == 0:
        return ship.end
    country = next(iter(country_phrases().find(lower)), None)
    if country is None or country.start != 0:
        return 0
    # A nationality counts only right before a type: ships are also named after countries.
    ship = next((match for match in vessel_type_phrases().find(lower[country.end :]) if match.value != "other"), None)
    if ship is None or lower[country.end : country.end + ship.start].strip(" -"):
        return 0
    return country.end + ship.end


def _clean_name(name: str, *, is_named: bool = False) -> str | None:
    """The name without acronyms and numbers at its ends, or None when nothing remains that can be a name.

    Where the context shows that it is a ship's name (`is_named`), it may begin with a number or a warship's prefix.
    """
    parts = name.split()
    while parts and (parts[0].strip(".,'-").lower() in name_word_lists().never or (not is_named and re.fullmatch(r"\d+[.,:]?", parts[0]))):
        parts = parts[1:]
    while parts and parts[-1].strip(".,'-").lower() in name_word_lists().never:
        is_distance = parts[-1].upper() in ("NM", "NMI", "KM") and len(parts) > 1 and parts[-2].isdigit()
        parts = parts[:-2] if is_distance else parts[:-1]
    if not parts or (not is_named and parts[0].strip(".").lower() in name_word_lists().navies) or _UNIT.fullmatch(" ".join(parts)):
        return None
    text = " ".join(parts).strip(" .,'\"-/&")
    if (
        name_patterns()["month"].match(text)
        or text.lower() in name_word_lists().nothing
        or sum(map(str.isalpha, text)) < 2
        or re.fullmatch(r"[\d.:-]+[NSEW]?", text)
    ):
        return None
    return None if normalise_letters(text) in vessel_type_phrases().values or normalise_letters(text) in country_phrases().values else text


def names_in_text(sentences: list[str], *, all_caps: bool) -> list[str]:
    """Names in the first three sentences of a narrative: in brackets or quotes, in capitals, or after "M/V".

    In a text all in capitals (`all_caps`), capitals do not mark a name.
    """
    for index, original in enumerate(sentences[:3]):
        # ASAM begins with the waters in capitals ("RED SEA: ..."); positions hold capital letters, too.
        sentence = _POSITION.sub(" # ", _PLACE.sub("", original) if index == 0 else original)
        names = _names_in_brackets(sentence)
        if not names and not all_caps:
            names = _names_in_capitals(sentence)
        if not names:
            names = [name for match in name_word_lists().title.finditer(sentence) if (name := _name_after_prefix(match.group(1)))][:1]
        if not names and not all_caps:
            names = [name for match in name_word_lists().title_plain.finditer(sentence) if (name := _clean_name(match.group(1)))][:1]
        if names:
            return names
    return []


def _name_after_prefix(words: str) -> str | None:
    """The name that follows "M/V"; None where a new sentence begins there."""
    name = name_word_lists().stop.split(words, maxsplit=1)[0]
    return (
        None
        if re.match(r"(?:The|A|An|At|It|On|In|During|Crew|Master)\b(?! [A-Z])|IN THE\b|THE (?:LAST|CREW|MASTER)\b", name)
        else _clean_name(name)
    )


def _names_in_brackets(sentence: str) -> list[str]:
    """Names in brackets or quotes right after a type of ship."""
    names = []
    for match in [*_PARENTHESES.finditer(sentence), *_QUOTED.finditer(sentence)]:
        before = normalise_letters(sentence[max(0, match.start() - 40) : match.start()])
        ships = list(vessel_type_phrases().find(before))
        if not ships or before[ships[-1].end :].strip(" ,s'") not in ("", "named", "and its", "called", "and", "and the"):
            continue
        inside = _strip_descriptors(match.group(1))
        # Dates, addresses and short acronyms also stand in brackets.
        if re.search(r"[,:]|\.com|\d\d[-:]\d\d", inside, re.IGNORECASE) or (len(inside) < 4 and " " not in inside):
            continue
        if (name := _clean_name(inside, is_named=True)) is not None:
            names.append(name)
    return names


def _is_ship_named(sentence: str, start: int, end: int) -> bool:
    """Whether the words before are a type of ship, or the words before and after show that a ship is meant."""
    before = normalise_letters(sentence[max(0, start - 40) : start])
    ships = list(vessel_type_phrases().find(before))
    if ships and not before[ships[-1].end :].strip(" ,-(\"s'"):
        return True
    if name_patterns()["place_before"].search(before) or name_patterns()["ship_before"].search(before) is None:
        return False
    return (
        before.rstrip(' ("').endswith(("flag", "flagged", "mv", "m/v", "m/t", "mt", "named", "vessel"))
        or name_patterns()["verb_after"].match(sentence, end) is not None
    )


def _names_in_capitals(sentence: str) -> list[str]:
    """Runs of capitals in a text of mixed case. Of several, only those listed together ("A, B and C") are the ships'."""
    names: list[str] = []
    last_end = 0
    for match in _CAPS.finditer(sentence):
        inside = _strip_descriptors(match.group())
        # "AMBER STAR 12 nm off": the number belongs to the distance.
        if name_patterns()["distance_follows"].match(sentence, match.end()):
            inside = re.sub(r"\s\d+$", "", inside)
        name = _clean_name(inside) if inside else None
        if name is None or (len(name) < 3 and " " not in name):
            continue
        if not names and not _is_ship_named(sentence, match.start(), match.end()):
            continue
        between = normalise_letters(sentence[last_end : match.start()])
        if names and not re.fullmatch(r"[\s,)]*(?:and )?(?:the )?(?:\w+(?: \w+)*[- ]flag(?:ged)? )?(?:[a-z]+ ?){0,3}\s?\(?", between):
            break
        if names and len(between) > 45:
            break
        names.append(name)
        last_end = match.end()
    return names
