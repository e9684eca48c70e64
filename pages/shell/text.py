"""Text from outside as Markdown that shows it as it stands: the one way into whatever Streamlit renders as Markdown.

From outside is what people, reports, files and addresses say: names, titles, ids, narratives, parameters, messages that quote them.
Functions that compose Markdown from such text give `Markdown`; `tests/test_markdown.py` walks the code and refuses anything else in
a heading, table, caption, label, tooltip or message.

A backslash does not keep Streamlit from making links of addresses, emoji of `:smile:`, icons of `:material/home:` or dashes of `--`:
it looks for these in the text after the Markdown has been read. It looks within one node at a time, so an empty directive, which shows
nothing and is not copied, takes such words apart.
"""

from __future__ import annotations

import re
from typing import Final, NewType
from urllib.parse import quote, urlsplit

Markdown = NewType("Markdown", str)
"""Markdown in which all text from outside has been escaped."""

_APART: Final = ":small[]"
_BLANKS: Final = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_LINE_ENDS: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of what follows, beyond the text that holds them."""

_TAKEN_APART: Final = re.compile(
    r"""(?<=http)(?=://) | (?<=https)(?=://) | (?<=www)(?=\.) | (?<=[\w.+-])(?=@)  # addresses
      | (?<=:)(?=[\w+-]+[:/])                                                     # emoji and icons
      | (?<=(?<!\S)<)(?=(?:->|[=-])(?!\S)) | (?<=(?<!\S)<-)(?=>(?!\S))             # arrows, dashes and comparisons
      | (?<=(?<!\S)-)(?=[>-](?!\S)) | (?<=(?<!\S)[>~])(?==(?!\S))
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<&~$|]|:(?![ 0-9])|^\{|!$")
_BLOCK_START: Final = re.compile(r"( ?)([#>]|[-+=](?![\w.])|\d+(?=[.)]))")


def plain(text: str) -> Markdown:
    """Text that Markdown shows literally, on one line. Blanks become single spaces; control characters are left out."""
    shown = _UNSEEN.sub("", _BLANKS.sub(" ", text))
    escaped = _APART.join(_SPECIAL.sub(r"\\\g<0>", part) for part in _TAKEN_APART.split(shown))
    if start := _BLOCK_START.match(escaped):
        at = start.end() if start[2].isdigit() else start.end(1)
        escaped = f"{escaped[:at]}\\{escaped[at:]}"
    return Markdown(escaped)


def markdown_link(url: str | None) -> Markdown:
    """A web address as a Markdown link; anything else, such as `javascript:`, as plain text."""
    if not url:
        return Markdown("none")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return plain(url)
    return Markdown(f"[{plain(parts.hostname + parts.path)}]({quote(url, safe=':/?&=%#@,;+~')})")


def code(text: str) -> Markdown:
    """A command or name in the type of code, on one line."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return Markdown(f"{fence}{padding}{_UNSEEN.sub('', _BLANKS.sub(' ', text))}{padding}{fence}")


def as_it_stands(text: str) -> str:
    """Text for an element that knows no Markdown, its lines kept; control characters are left out."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
