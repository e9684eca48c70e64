"""Whether a source says something new: a hash of what it said, blind to how a file format spells it."""

from __future__ import annotations

import hashlib
import re
from typing import Final

import orjson

from data_pipeline.model import Draft

_NOT_CONTENT: Final = re.compile(r"(?<!\d)[\W_\ufffd¿]+|[\W_\ufffd¿]+(?!\d)")


def content_hash(draft: Draft, several_formats: bool = True) -> str:
    """First 16 hex digits of the sha256 of what the source said.

    Where a source has several formats, they differ in blanks, quotation marks, broken characters and the last digit of
    coordinates; those are left out, so that the same statement hashes alike in two formats. Punctuation inside numbers counts.
    """
    plain = _plain_content if several_formats else str
    # A field of a code repeats in figures what another says in words, and not every format has it.
    texts = {role: plain(text) for role, text in sorted(draft.field_texts.items()) if not role.endswith("_code")}
    content = [
        draft.native_ref, draft.occurred_on, draft.occurred_at, _rounded_degrees(draft.latitude), _rounded_degrees(draft.longitude),
        draft.reported_at, draft.published_at,
        plain(draft.place or ""), plain(draft.narrative), texts, draft.facts,
    ]  # fmt: skip
    if draft.notice is not None:
        content.append(draft.notice.stated())
    # Marks, grades and reasons that a report carries itself; where it carries none, its source's hold.
    content += [value for value in (draft.tlp, draft.reliability, draft.credibility, draft.reason_not_reported) if value is not None]
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _rounded_degrees(degrees: float | None) -> int | None:
    """Thousandths of a degree, shifted by a quarter: whole arc seconds and short decimals then never lie where the
    rounding turns, so that noise in the last digit of a coordinate does not decide."""
    return None if degrees is None else round(degrees * 1000 + 0.25)


def _plain_content(text: str) -> str:
    return _NOT_CONTENT.sub("", " ".join(text.casefold().split()))
