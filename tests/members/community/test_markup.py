"""Hostile posts as HTML: nothing runs, nothing loads, and a link shows where it leads."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest

from members.community.markup import post_html, real_host, words_of

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://evil.example/pixel.png)", "[x](javascript:alert(1))",
    "[x](data:text/html;base64,AAAA)", "<a href='javascript:1' onclick='x'>y</a>", "<svg/onload=alert(1)>", "[x](//evil.example)",
    "<iframe src=https://evil.example>", '[x](https://a.example "\\" onmouseover=\\"alert(1)")', "[x](https://a.example/'onmouseover='x)",
    "<style>*{display:none}</style>", "<!-- x", "&lt;script&gt;alert(1)&lt;/script&gt;", "`<script>`", "```\n</div><script>\n```",
    "</div></div><form action=https://evil.example>", "[x]: https://evil.example 'y'\n\n[x]", "<https://a.example/\"onclick=1>", "\x00<b>",
]  # fmt: skip
ELEMENTS = {"div", "p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "hr", "small"}


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_post_is_text_and_safe_links(text: str) -> None:
    content = post_html(text)
    [wrapper, *inside] = Elements(content).found
    assert wrapper[0] == "div" and content.endswith("</div>")
    for tag, attributes in inside:
        assert tag in ELEMENTS - {"div"} and set(attributes) <= {"href", "target", "rel", "start"}
        if tag == "a":
            assert str(attributes["href"]).startswith(("https://", "http://")) and "noopener" in str(attributes["rel"])


LINKS = [
    ("[google.com](https://gооgle.com/)", "(xn--ggle-55da.com)"),
    ("[your bank](https://bank.example@evil.example/)", "(evil.example)"),
    ("https://evil.example/x.", "(evil.example)</small>."),
    ("[x](https://EVIL.example:8080/a)", "(evil.example)"),
    ("see **https://a.example/b_c_d**", "(a.example)"),
]


@pytest.mark.parametrize(("text", "shown"), LINKS)
def test_a_link_shows_the_host_that_it_leads_to(text: str, shown: str) -> None:
    assert shown in post_html(text)


def test_markdown_is_read_and_no_more_than_markdown() -> None:
    content = post_html("**b** _i_\n\n- one\n\n> said\n\n:smile: :red[x] $y$ # no heading `https://a.example`")
    for part in ("<strong>b</strong>", "<em>i</em>", "<li>one</li>", "<blockquote>", ":smile: :red[x] $y$ # no heading"):
        assert part in content
    assert "href" not in content


@pytest.mark.parametrize("host", ["https://", "https://[", "https://a..b", "https://" + "a" * 70, "nothing"])
def test_what_leads_nowhere_is_no_link(host: str) -> None:
    assert real_host(host) == "" and "<a " not in post_html(f"[x]({host})")


@pytest.mark.parametrize("unit", ["[", "](", "<", "*a ", "> ", "`", "**a", "![[", "https://", "a_", "<https://", "```", "- "])
def test_what_is_nested_without_end_is_read_at_once(unit: str) -> None:
    started = time.process_time()
    post_html((unit * 10_000)[:10_000])
    assert time.process_time() - started < 1


def test_a_quote_holds_words_without_signs() -> None:
    text = "Two **boardings**\nin `one` week\n\n- four men\n\n```\n<b>\n```\n[port](https://a.example) https://b.example"
    assert words_of(text) == "Two boardings in one week four men <b> port https://b.example"
