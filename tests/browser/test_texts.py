"""What a browser shows of text from outside: the text, and nothing that it tries to be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Watched
from tests.browser.text_app import ELEMENTS
from tests.support.hostile_texts import TEXTS, drawn_texts
from tests.support.server import running_app

pytestmark = pytest.mark.browser
READ = """(keys) => keys.map(key => {
    const element = document.querySelector('.st-key-' + key);
    const live = element.querySelectorAll('a, img, pre, code, em, strong, del, hr, blockquote, li, h1, h4, .katex, [role=img], sup');
    const inputs = [...element.querySelectorAll('label, button, [data-testid=stMarkdownContainer], td, [data-testid=stMetricValue]')];
    return [(inputs.find(part => part.textContent.trim()) || element).textContent, live.length];
})"""


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
