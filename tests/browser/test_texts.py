"""What a browser shows of text from outside: the text, and nothing that it tries to be."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Watched
from tests.browser.text_app import ELEMENTS
from tests.support.server import running_app

pytestmark = pytest.mark.browser
TEXTS = [
    "http://evil.invalid/b.png", "see https://www.evil.invalid/x?a=b&c=d.", "www.evil.invalid", "HTTP://EVIL.INVALID WWW.EVIL.INVALID",
    "mail a.b+c@evil.invalid now", "mailto:a_b@evil.invalid", "http://user@www.evil.invalid/@x", "<http://evil.invalid> <a@b.cd>",
    "(www.a.bc) ‘http://a.bc’ .www.a.bc", "http://http://a.bc", "![x](http://evil.invalid/b.png)", "[x](javascript:alert(1))",
    ":material/home: :material_home: :smile: :+1: :100: :red[hot] :streamlit: :a:smile:", "12:30:45", "ends with :",
    "::leaf[x]{a=b} :::box",
    "$x^2$ and $$y$$ cost $5 and $6", "<b>x</b> <img src=x onerror=window.__pwn=1> &lt; &#65;", "<script>window.__pwn=1</script>",
    "# head", "- item", "+ item", "1. one", "12) x", "> quote", "---", "===", "[ ] to do", "- [x] done", "| a | b |", "[^1] note[^1]: x",
    "a -- b -> c <-> d <= e >= f ~= g <- h", "->", "<!-- c -->", "~~gone~~ *a* **b** _c_ __d__ `code`", "~x~", "!", "{a} ^b^ =c= #e",
    "```py", "~~~", "\\ back \\* slash", "2024-1", "12-30N 045-00E", "-3 degrees",
]  # fmt: skip
PIECES = ["http", "https", "://", "www", ".", "@", "evil.invalid", ":", "smile", "material", "/", "_", "*", "`", "[", "]", "(", ")", "!"]
PIECES += ["<", ">", "-", "--", "=", "#", " ", "1", "a", "$", "&", "amp;", "~", "|", "\\", "{", "}", "^", "+", "red"]
READ = """(keys) => keys.map(key => {
    const element = document.querySelector('.st-key-' + key);
    const live = element.querySelectorAll('a, img, pre, code, em, strong, del, hr, blockquote, li, h1, h4, .katex, [role=img], sup');
    const inputs = [...element.querySelectorAll('label, button, [data-testid=stMarkdownContainer], td, [data-testid=stMetricValue]')];
    return [(inputs.find(part => part.textContent.trim()) || element).textContent, live.length];
})"""


def drawn_texts() -> list[str]:
    """Texts in which pieces of Markdown and of addresses meet by chance, the same each time."""
    draw = random.Random(20)
    return ["".join(draw.choice(PIECES) for _ in range(draw.randint(2, 9))).strip() or "x" for _ in range(60)]


def test_text_from_outside_is_shown_as_it_stands(browse: Callable[..., Watched], tmp_path: Path) -> None:
    texts = [*TEXTS, *drawn_texts()]
    file = tmp_path / "texts.json"
    file.write_text(json.dumps(texts), encoding="utf-8")
    with running_app(tmp_path, tmp_path / "log", str(file), script="tests/browser/text_app.py") as address:
        watched = browse()
        watched.go(address)
        watched.page.get_by_text("The end.").wait_for(timeout=60_000)
        for name in ELEMENTS:
            shown = watched.page.evaluate(READ, [f"{name}_{number}" for number in range(len(texts))])
            wanted = [" ".join(f"before {text} after".split() if name == "within" else text.split()) for text in texts]
            assert [(" ".join(seen.split()), live) for seen, live in shown] == [(text, 0) for text in wanted], name
        assert watched.outside == []
        assert watched.page.evaluate("window.__pwn") is None
