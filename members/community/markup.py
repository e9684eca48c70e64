"""Posts as HTML. Markdown is read without HTML, pictures and headings; then everything but a few harmless elements is taken out once more.

Streamlit's own Markdown would also read emoji, icons, formulas, colours and directives, none of which a writer means. A link states the
host that it really leads to, in the letters of the domain name system: what looks like another host is seen through.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_ELEMENTS: Final = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "hr", "small"}
_ATTRIBUTES: Final = {"a": {"href", "target"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https"}
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`\[\]]*[^\s<>\"'`\[\].,;:!?)]")

_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def post_html(text: str) -> str:
    """The words of a post as HTML that runs nothing, loads nothing and leads nowhere unseen."""
    cleaned = nh3.clean(
        _MARKDOWN.render(_with_links(text)), tags=_ELEMENTS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    # Each post finds the direction of its own script, and cannot turn that of what follows.
    return f'<div dir="auto" style="unicode-bidi: isolate; overflow-wrap: anywhere">{cleaned}</div>'


def words_of(text: str) -> str:
    """The words of a post on one line, without Markdown's signs."""
    words: list[str] = []
    for token in _MARKDOWN.parse(text):
        parts = token.children if token.type == "inline" else [token] if token.type in ("fence", "code_block") else []
        words += [part.content if part.content else " " for part in parts or () if part.content or part.type.endswith("break")]
        words.append(" ")
    return " ".join("".join(words).split())


def real_host(address: str) -> str:
    """The host that an address leads to, in ASCII; empty where it leads nowhere."""
    try:
        host = (urlsplit(address).hostname or "").encode("idna").decode("ascii")
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) else ""


def _with_links(text: str) -> str:
    """Addresses that stand by themselves become links; those in Markdown's own links and in code stay as they are."""
    parts = re.split(r"(```.*?```|`[^`\n]{0,500}`|\]\([^)\n]{0,500}\)|<[^>\n]{0,500}>)", text, flags=re.DOTALL)
    return "".join(part if number % 2 else _ADDRESS.sub(lambda found: f"<{found[0]}>", part) for number, part in enumerate(parts))


def _open_link(_self: object, tokens: Sequence[Token], number: int, _options: object, env: dict[str, str]) -> str:
    address = str(tokens[number].attrGet("href") or "")
    env["host"] = real_host(address)
    return f'<a target="_blank" href="{html.escape(address)}">'


def _close_link(_self: object, _tokens: Sequence[Token], _number: int, _options: object, env: dict[str, str]) -> str:
    # Links do not hold links, so this is the host of the one that was opened last.
    return f"</a> <small>({html.escape(env['host'])})</small>"


def _leads_somewhere(address: str) -> bool:
    return address.startswith(("http://", "https://")) and bool(real_host(address))


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 12})
    reader.disable(["image", "html_block", "html_inline", "heading", "lheading", "reference"])
    reader.validateLink = _leads_somewhere  # type: ignore[assignment]
    reader.add_render_rule("link_open", _open_link)
    reader.add_render_rule("link_close", _close_link)
    return reader


_MARKDOWN: Final = _reader()
