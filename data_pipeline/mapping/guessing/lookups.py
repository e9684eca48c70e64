"""Look-ups guessed: what the reader of facts makes of each value of a column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from data_pipeline.facts.reader import conclude_event, prepare_reading
from data_pipeline.facts.vessel.vessel_type import read_vessel_type
from data_pipeline.mapping.reading.facts import code_of
from data_pipeline.mapping.targets import TARGETS
from data_pipeline.model import Draft, Facts

_LEVEL: Final = re.compile(r"\bcat(?:egory|egorie|egoría)?\.?\s*([1-4])\b", re.IGNORECASE)
_MOST: Final = 60
"""Different values; a column of more is free text, which the rules read record by record."""


def guess_values(target: str, texts: Sequence[str]) -> dict[str, str]:
    """Their values, in lower case, that are not our codes or titles but that the rules know, and the codes they lead to."""
    described = TARGETS[target]
    distinct = Counter(texts)
    if described.codes is None or len(distinct) > _MOST:
        return {}
    values = {}
    for text, _ in distinct.most_common():
        if code_of(target, text, {}) is None and (code := _code_read(target, text)):
            values[" ".join(text.casefold().split())] = code
    return values


def _code_read(target: str, text: str) -> str | None:
    if target == "severity":
        return level[1] if (level := _LEVEL.search(text)) else None
    role = TARGETS[target].role
    if not role:
        return None
    draft = Draft(native_ref="")
    draft.field_texts = {role: text}
    reading = prepare_reading(draft, [])
    conclude_event(reading, Facts())
    read_vessel_type(reading)
    code = reading.first_value(target)
    return code if code in (TARGETS[target].codes or {}) else None
