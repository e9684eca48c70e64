"""A mapping guessed from a file: what each column probably is, how sure that is, and how its values are written.

A guess rests on the words of the heading (in several languages) and on the share of the values that can be read as what it says. It
is a beginning for a person to correct, never used without that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from data_pipeline import registry
from data_pipeline.fields import Fields
from data_pipeline.files.contents import name_as_text
from data_pipeline.mapping import table_files
from data_pipeline.mapping.geometry import EXTENT, LATITUDE, LONGITUDE
from data_pipeline.mapping.guessing.evidence import decimal_sign, order_of_days, proves, share_readable
from data_pipeline.mapping.guessing.lookups import guess_values
from data_pipeline.mapping.model import ColumnMapping, TableMapping
from data_pipeline.mapping.reading.cells import cell_text
from data_pipeline.mapping.table_files import Layout
from data_pipeline.mapping.targets import TARGETS
from data_pipeline.mapping.words import heading_words, plain_words

SAMPLE: Final = 500
"""Records that are looked at."""
NOT_STATED: Final = "Not stated"
"""The body of a table that resembles none of a known source; a person has to say who reports."""
LEAST: Final = 0.3
"""Below it a guess is not made."""
_EXACT, _FIRST_WORDS, _WITHIN = 0.8, 0.6, 0.4
_GEOMETRY: Final = {LATITUDE: "latitude", LONGITUDE: "longitude", EXTENT: "position_precision"}
_ASIDE: Final = ("utc", "gmt", "the", "z")
"""Words of a heading that say how a value is written, not what it is."""
_SHOWN: Final = 3
_MOST_VALUES: Final = 40
_KEY: Final = re.compile(r"(?=.*\d)[\w./#:{}-]{1,40}")


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column probably is: a target of TARGETS, `reference`, or "" for nothing known; `sure` from 0 to 1."""

    heading: str
    target: str
    sure: float
    examples: tuple[str, ...]
    values: tuple[str, ...] = ()
    """All its different values, the most frequent first, where they are few enough for a look-up."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A guessed mapping, and what it rests on."""

    mapping: TableMapping
    layout: Layout
    columns: list[ColumnGuess] = field(default_factory=list)
    resembles: str = ""
    """Id of the known source whose files have most of these columns; "" where none has."""


def guess_mapping(file: Path, name: str = "") -> Guess:
    """The mapping that a file probably needs; `name`: its name where that of `file` is another. Raises BrokenFile."""
    layout = table_files.layout_of(file)
    texts = _sample(file, layout)
    decimal = decimal_sign([text for column in texts.values() for text in column])
    scores = {(target, heading): _score(target, heading, column, decimal) for target in TARGETS for heading, column in texts.items()}
    filled = max(map(len, texts.values()), default=0)
    scores |= {("reference", heading): _key_score(heading, column, filled) for heading, column in texts.items()}
    chosen = _assign(scores, texts)
    described = _source_like(layout.headings)
    columns = _columns(chosen, texts)
    mapping = TableMapping(
        **_about(name or name_as_text(file), described),
        separator=layout.separator,
        sheet=layout.sheet,
        list_name=layout.list_name,
        decimal=decimal,
        key=_key(chosen, texts),
        time_zone=_zone(columns),
        columns=columns,
    )
    guesses = [
        ColumnGuess(heading, *_target_of(heading, chosen, scores), tuple(dict.fromkeys(column))[:_SHOWN], _few_values(column))
        for heading, column in texts.items()
    ]
    return Guess(mapping, layout, guesses, described.id if described else "")


def _sample(file: Path, layout: Layout) -> dict[str, list[str]]:
    """The texts of each column in the first records, those that are empty left out."""
    texts: dict[str, list[str]] = {heading: [] for heading in layout.headings}
    for record in islice(table_files.records(file, layout, layout.headings), SAMPLE):
        if record.broken is None:
            fields = Fields(record.fields)
            for heading in texts:
                if (
                    heading in record.fields
                    and not isinstance(record.fields[heading], list | dict)
                    and (text := cell_text(fields, heading))
                ):
                    texts[heading].append(text)
    return texts


def _score(target: str, heading: str, texts: Sequence[str], decimal: str) -> float:
    """How sure it is that a column is the target, from 0 to 1."""
    if heading in _GEOMETRY:
        return 1.0 if _GEOMETRY[heading] == target else 0.0
    words = _heading_score(target, heading)
    readable = share_readable(target, texts, decimal)
    from_values = proves(target) * readable if readable > 0.6 else 0.0
    if TARGETS[target].is_day and words > _WITHIN:
        readable = max(readable, order_of_days(texts)[1] if texts else 0.0)
    # A column without values is known by its heading alone.
    from_heading = words * (min(1.0, 0.4 + readable) if texts else 0.7)
    return round(1 - (1 - from_heading) * (1 - from_values), 3)


def _key_score(heading: str, texts: Sequence[str], filled: int) -> float:
    """How sure it is that a column identifies the records, of which `filled` have a value in the fullest column."""
    is_key = len(set(texts)) == len(texts) == filled > 0
    words = _heading_score("reference", heading)
    looks_so = is_key and filled > 1 and all(_KEY.fullmatch(text) for text in texts)
    is_nearly = len(set(texts)) > 0.9 * len(texts) > 0.8 * filled
    return round(words * (1.0 if is_key else 0.8 if is_nearly else 0.4), 3) or (0.4 if looks_so else 0.0)


def _heading_score(target: str, heading: str) -> float:
    plain = " ".join(word for word in plain_words(heading).split() if word not in _ASIDE) or plain_words(heading)
    words = heading_words().get(target, ())
    if plain in words:
        # "Date" is the day of the event before it is anything else.
        return _EXACT + 0.15 * (1 - words.index(plain) / len(words))
    last = plain.rpartition(" ")[2]
    whole = {word for word in words if len(word) > 2}
    if any(plain.startswith(f"{word} ") for word in whole) or last in whole:
        return _FIRST_WORDS
    return _WITHIN if any(re.search(rf"\b{re.escape(word)}", plain) for word in whole if len(word) > 3) else 0.0


def _assign(scores: dict[tuple[str, str], float], texts: dict[str, list[str]]) -> dict[str, list[str]]:
    """Target to headings, the surest first; each column once, and a target once unless it takes several."""
    chosen: dict[str, list[str]] = {}
    taken: set[str] = set()
    for (target, heading), score in sorted(scores.items(), key=lambda item: -item[1]):
        if score < LEAST or heading in taken:
            continue
        takes_several = target in TARGETS and TARGETS[target].several and score > 0.5
        if target not in chosen or takes_several:
            chosen.setdefault(target, []).append(heading)
            taken.add(heading)
    # One half of a position is none, and two halves make a third column superfluous.
    if ("latitude" in chosen) != ("longitude" in chosen):
        chosen.pop("latitude", None)
        chosen.pop("longitude", None)
    elif "latitude" in chosen:
        chosen.pop("position", None)
    order = list(texts)
    return {target: sorted(headings, key=order.index) for target, headings in chosen.items()}


def _target_of(heading: str, chosen: dict[str, list[str]], scores: dict[tuple[str, str], float]) -> tuple[str, float]:
    target = next((target for target, headings in chosen.items() if heading in headings), "")
    return target, scores[target, heading] if target else 0.0


def _columns(chosen: dict[str, list[str]], texts: dict[str, list[str]]) -> dict[str, ColumnMapping]:
    columns = {}
    for target, described in TARGETS.items():
        if target not in chosen:
            continue
        headings = chosen[target]
        values = [text for heading in headings for text in texts[heading]]
        order = order_of_days(values)[0] if described.is_day else ""
        unit = "ddmm" if target in ("latitude", "longitude") and _is_packed(values) else ""
        columns[target] = ColumnMapping(tuple(headings), order, unit, guess_values(target, values))
    return columns


def _few_values(texts: Sequence[str]) -> tuple[str, ...]:
    distinct = Counter(texts)
    return tuple(text for text, _ in distinct.most_common()) if len(distinct) <= _MOST_VALUES else ()


def _is_packed(values: Sequence[str]) -> bool:
    """Whether angles are degrees and minutes in one number: 0115.50N."""
    packed = [value for value in values if re.fullmatch(r"[+-]?\d{4,5}(?:[.,]\d+)?\s?[NSEWnsew]?", value)]
    return len(packed) > len(values) / 2 and bool(values)


def _key(chosen: dict[str, list[str]], texts: dict[str, list[str]]) -> tuple[str, ...]:
    headings = chosen.get("reference", [])
    if headings and texts[headings[0]]:
        return (headings[0],)
    parts = [heading for target in ("occurred_on", "vessel_name") for heading in chosen.get(target, [])[:1]]
    # Day and ship, where they tell the records apart; otherwise all that a record says.
    if len(parts) == 2 and min(len(texts[part]) for part in parts) == max(map(len, texts.values())):
        pairs = Counter(zip(texts[parts[0]], texts[parts[1]], strict=True))
        return tuple(parts) if max(pairs.values(), default=0) == 1 else ()
    return ()


def _zone(columns: dict[str, ColumnMapping]) -> str:
    headings = " ".join(plain_words(name) for target in ("occurred_on", "time") if target in columns for name in columns[target].columns)
    return "UTC" if re.search(r"\b(?:utc|gmt|gdh|dtg|z)\b", headings) else ""


def _source_like(headings: Sequence[str]) -> registry.SourceDescription | None:
    """The known source of whose headings these have most, and at least half."""
    shares = [
        (sum(name in {form.name_of(heading) for heading in headings} for name in form.names) / len(form.names), described)
        for described in registry.sources().values()
        for form in described.adapter.FORMS.values()
    ]
    share, described = max(shares, key=lambda pair: pair[0])
    return described if share >= 0.5 else None


def _about(name: str, described: registry.SourceDescription | None) -> dict[str, Any]:
    """Who counts, and what may be done with it: as for the known source that the file resembles, otherwise as little as can be."""
    stem = re.sub(r"[^a-z0-9]+", "_", plain_words(name.rpartition(".")[0] or name)).strip("_")[:30]
    source_id = stem if re.match(r"[a-z][a-z0-9_]", stem) else f"table_{stem}".rstrip("_")
    if source_id in registry.sources() and registry.sources()[source_id].mapping is None:
        source_id = f"{source_id}_table"
    if described is None:
        return {"id": source_id, "title": name.rpartition(".")[0][:80] or "A table", "body": NOT_STATED}
    copied = (
        "body",
        "licence",
        "attribution",
        "open_licence",
        "narrative",
        "tlp",
        "reliability",
        "credibility",
        "watches",
        "position_precision_km",
        "url",
    )
    return {
        "id": source_id if source_id != described.id else f"{described.id}_table",
        "title": f"{described.title}, mapped table"[:80],
        "kind": described.origin,
        **{entry: getattr(described, entry) for entry in copied},
    }
