"""By what a record is recognised when its file comes again."""

from __future__ import annotations

import hashlib
from typing import Final

from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.mapping.model import TableMapping
from data_pipeline.mapping.reading.cells import cell_text

_LONGEST: Final = 60
_DIGITS: Final = 12


def record_key(fields: Fields, mapping: TableMapping) -> str:
    """The reference of a record: the texts of its key columns, or a hash of all mapped columns where the mapping names no key.

    Never change this: references, and with them links and decisions, would change. Raises BadRecord when a key is not whole.
    """
    if not mapping.key:
        texts = [cell_text(fields, name) or "" for name in mapping.headings]
        if not any(texts):
            raise BadRecord("no_reference", "no mapped column of the record has a value")
        return _digest(texts)
    texts = [" ".join((cell_text(fields, name) or "").split()) for name in mapping.key]
    if missing := [name for name, text in zip(mapping.key, texts, strict=True) if not text]:
        raise BadRecord("no_reference", f"column {', '.join(missing)} of the key is empty")
    reference = "/".join(texts)
    if len(reference) <= _LONGEST and reference.isprintable() and "\ufffd" not in reference:
        return reference
    return f"{reference[:20].strip()}…{_digest(texts)}" if reference[:20].isprintable() and "\ufffd" not in reference else _digest(texts)


def _digest(texts: list[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
