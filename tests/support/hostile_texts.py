"""Texts from outside that try to be more than text: links, pictures, markup, scripts, formulas."""

from __future__ import annotations

import random

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


def drawn_texts() -> list[str]:
    """Texts in which pieces of Markdown and of addresses meet by chance, the same each time."""
    draw = random.Random(20)
    return ["".join(draw.choice(PIECES) for _ in range(draw.randint(2, 9))).strip() or "x" for _ in range(60)]
