"""Texts of feeds without their HTML: what a reader of the page would read, and nothing that a browser would do."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from data_pipeline.facts.text.repair import CONTROL

_SILENT: Final = frozenset({"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "select"})
"""Elements whose content no reader sees as text, or that is no text."""
_BLOCKS: Final = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "pre", "hr"}
)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINES: Final = re.compile(r"\n\s*\n\s*")


def plain_text(text: str) -> str:
    """A text with its lines; HTML as the words in it."""
    if _TAG.search(text):
        parser = _TextOf()
        parser.feed(text)
        parser.close()
        text = parser.text
    cleaned = _BLANKS.sub(" ", CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in cleaned.split("\n"))).strip()


def plain_line(text: str) -> str:
    """A text in one line."""
    return " ".join(plain_text(text).split())


class _TextOf(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self._parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            # What was opened inside it and never closed ends with it.
            del self._silent[self._silent.index(tag) :]
        elif tag in _BLOCKS:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # Line ends between tags are blanks in HTML.
            self._parts.append(re.sub(r"\s+", " ", data))
