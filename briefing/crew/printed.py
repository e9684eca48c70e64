"""The crew brief as a PDF of one page, small enough for a ship's mail, black on white; and the list of those who were briefed."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import typst

from briefing.crew.brief import CrewBrief
from briefing.lettering import FAMILIES, printable_text
from briefing.pdf import STANDARD, bundled_fonts

TEMPLATE: Final = Path(__file__).parent / "brief.typ"
SIZES: Final = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
"""Points of the text: the largest that keeps the brief on one page."""
ROWS: Final = 26
"""Persons on a page of the receipt list: the crew of a large merchant ship."""


def write_brief(brief: CrewBrief, banner: str = "") -> bytes:
    """The page. `banner` warns that the data are simulated."""
    return _to_pdf(_fitted(brief, banner))


def write_receipts(brief: CrewBrief, banner: str = "") -> bytes:
    """The receipt list: one line a person, with room for a signature."""
    return _to_pdf({**_data(brief), "banner": banner, "receipts": ROWS, "size": 12.5})


def brief_image(brief: CrewBrief, banner: str = "", ppi: float = 80.0) -> bytes:
    """The page as a PNG, for a preview."""
    return _to_images(_fitted(brief, banner), ppi)[0]


def _fitted(brief: CrewBrief, banner: str) -> dict[str, Any]:
    """The content in the largest text that fits on one page; in the smallest where none does."""
    content = {**_data(brief), "banner": banner, "receipts": 0}
    for size in SIZES:
        content["size"] = size
        # The pages are only counted, so a few dots suffice.
        if len(_to_images(content, 8.0)) == 1:
            break
    return content


def _to_images(content: dict[str, Any], ppi: float) -> list[bytes]:
    with _folder(content) as main:
        images = typst.compile(main, root=main.parent, font_paths=bundled_fonts(), ignore_system_fonts=True, format="png", ppi=ppi)
    # typst gives a single page as bytes, several as a list.
    return images if isinstance(images, list) else [images]


def _to_pdf(content: dict[str, Any]) -> bytes:
    with _folder(content) as main:
        return typst.compile(
            main, root=main.parent, font_paths=bundled_fonts(), ignore_system_fonts=True, format="pdf", pdf_standards=[STANDARD]
        )


@contextmanager
def _folder(content: dict[str, Any]) -> Iterator[Path]:
    """A temporary folder with the template and its data; yields the file to compile."""
    with tempfile.TemporaryDirectory(prefix="anchorwatch-") as folder:
        main = Path(folder) / TEMPLATE.name
        shutil.copy(TEMPLATE, main)
        (main.parent / "data.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        yield main


def _data(brief: CrewBrief) -> dict[str, Any]:
    return {
        "lang": brief.code.split("-")[0],
        "fonts": list(FAMILIES),
        "title": printable_text(brief.title),
        "route": printable_text(brief.route),
        "heads": {name: printable_text(text) for name, text in brief.heads.items()},
        "what": _texts(brief.what),
        "legs": _texts(brief.legs),
        "unknown": printable_text(brief.unknown),
        "look": _texts(brief.look),
        "steps": _texts(brief.steps),
        "bridge": printable_text(brief.bridge),
        "safe_place": printable_text(brief.safe_place),
        "master_calls": printable_text(brief.master_calls),
        "calls": [_texts(call) for call in brief.calls],
        "checked": printable_text(brief.checked),
        "about": printable_text(brief.about),
        "receipt": _texts(brief.receipt),
    }


def _texts(texts: tuple[str, ...]) -> list[str]:
    return [printable_text(text) for text in texts]
