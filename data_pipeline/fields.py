"""Strict reading of raw records: every field is taken by name and type, and fields that nothing takes are reported."""

from __future__ import annotations

import html
import re
from typing import Any, Final

from data_pipeline.errors import BadRecord

MAX_FIELD_LENGTH: Final = 200_000
"""Characters; anything longer is not part of a report."""


NAMELESS: Final = "a column without a heading"
"""How such a column, as pandas writes for its index, is named among the fields that nothing reads."""


_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_LINE_TAG: Final = re.compile(r"<\s{0,2}(?:br|/p|/div|/li|/tr)\s{0,2}/?>", re.IGNORECASE)
_PLAIN_TAG: Final = re.compile(r"</?(?:p|b|i|u|em|strong|span|div|font|ul|ol|li|td|tr|h\d)(?:\s[^<>]{0,200})?>", re.IGNORECASE)


class Fields:
    """The fields of one raw record, taken by name.

    Every `take_*` marks the name as read. A missing field, `None`, an empty text and one of the source's words for "no
    value" (`empty_words`) all give None. A value of another type raises BadRecord("wrong_type").
    """

    def __init__(self, fields: dict[str, Any], empty_words: frozenset[str] = frozenset()) -> None:
        self._fields = fields
        self._taken: set[str] = set()
        self._empty_words = empty_words

    def take_text(self, name: str) -> str | None:
        """The text, or None; HTML's entities and line breaks are what they stand for.

        Raises BadRecord when the value is not text or is too long.
        """
        value = self._take(name)
        if value is None:
            return None
        # Numbers are accepted: references and IMO numbers come as either.
        if isinstance(value, bool | list | dict):
            raise BadRecord("wrong_type", f"field {name!r} holds {type(value).__name__}, not text")
        text = str(value)
        if len(text) > MAX_FIELD_LENGTH:
            raise BadRecord("too_long", f"field {name!r} holds {len(text):,} characters; at most {MAX_FIELD_LENGTH:,} are read")
        text = _without_html(text)
        stripped = text.strip()
        return None if not stripped or stripped in self._empty_words else text

    def take_number(self, name: str) -> float | None:
        """The number, also when it is written as text, or None. Raises BadRecord when the value is not a number."""
        value = self._take(name)
        if isinstance(value, str):
            if not value.strip() or value.strip() in self._empty_words:
                return None
            try:
                return float(value)
            except ValueError:
                raise BadRecord("wrong_type", f"field {name!r} holds {value[:80]!r}, not a number") from None
        if value is None:
            return None
        # bool is a subclass of int in Python, but true is not 1 here.
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadRecord("wrong_type", f"field {name!r} holds {type(value).__name__}, not a number")
        return float(value)

    def take_any(self, name: str) -> Any:
        """The value as it came, for fields of any other type."""
        return self._take(name)

    def ignore(self, *names: str) -> None:
        """Mark fields that are known but not used, so that they are not reported as unread."""
        self._taken.update(names)

    def unread_names(self) -> list[str]:
        """Names of the fields that have a value and that nothing has read."""
        unread = [name for name, value in self._fields.items() if name not in self._taken and value not in (None, "")]
        return [name or NAMELESS for name in unread]

    def _take(self, name: str) -> Any:
        self._taken.add(name)
        return self._fields.get(name)


def _without_html(text: str) -> str:
    """The text with the characters and line ends that HTML writes for them; tags that only lay out are left out, others stay text."""
    if "&" in text:
        # Twice, since texts of web pages are often escaped once more.
        for _ in range(2):
            text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    # Only in texts that came from a page: elsewhere a tag is what somebody wrote.
    return _PLAIN_TAG.sub("", _LINE_TAG.sub("\n", text)) if "<" in text and _LINE_TAG.search(text) else text
