"""PDF: real text that holds the figures, bookmarks, tags, fonts, both papers; any text, any size."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pypdfium2 as pdfium
import pytest

from briefing import __main__ as command
from briefing import document, lettering, pdf
from briefing import make as making
from briefing.blocks import Document, Exhibit, KeyFigures, Paragraphs
from briefing.settings import BriefingSettings
from tests.briefing.conftest import NOW, YEAR, Make
from tests.support.charts import NAMES
from tests.support.published import republish, table_rows, view_as
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents


def text_of(content: bytes) -> str:
    with pdfium.PdfDocument(content) as pdf_file:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf_file)


def without_spaces(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def made(invented: Snapshot, make: Make) -> tuple[Document, bytes]:
    document = make(invented, organisation="Example Shipping", dates="iso", mark="GREEN")
    return document, pdf.write_pdf(document)


def test_the_text_holds_every_figure(made: tuple[Document, bytes], invented: Snapshot) -> None:
    document, content = made
    text = without_spaces(text_of(content))
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, KeyFigures):
                for figure in block.items:
                    assert without_spaces(figure.title + figure.value) in text
    counted = incidents.summarise_incidents(invented.open_database(), YEAR).incidents
    assert f"{counted:,}incidentsareknown" in text
    for table in document.tables:
        assert all(without_spaces(lettering.printable_text(cell)) in text for row in table.rows for cell in row)
    assert "2025-11-01to2026-11-01" in text


def test_it_is_tagged_bookmarked_and_named(made: tuple[Document, bytes]) -> None:
    document, content = made
    with pdfium.PdfDocument(content) as pdf_file:
        assert pdf_file.get_metadata_value("Title") == document.settings.title
        assert pdf_file.get_metadata_value("Author") == "Example Shipping"
        assert pdf_file.is_tagged()
        marks = [mark.get_title() for mark in pdf_file.get_toc()]
    titles = [section.title for section in document.sections]
    assert list(dict.fromkeys(mark for mark in marks if mark in titles)) == titles
    assert b"pdfuaid" in content and b"/FontFile2" in content


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_both_papers(invented: Snapshot, make: Make, paper: str, size: tuple[int, int]) -> None:
    with pdfium.PdfDocument(pdf.write_pdf(make(invented, paper=paper, sections=("situation", "figures")))) as pdf_file:
        assert tuple(round(length) for length in pdf_file[0].get_size()) == size


def test_names_of_all_scripts_are_text_and_markup_is_not_obeyed(hostile: Snapshot, make: Make) -> None:
    content = pdf.write_pdf(make(hostile, title="#panic(1) $x$ @ref *bold* \\ <b>", audience="fleet"))
    text = without_spaces(text_of(content))
    assert "#panic(1)$x$@ref*bold*\\<b>" in text
    assert "ПортНовороссийск" in text and "上海港外锚地" in text
    assert "Simulateddata:norealship" in text
    shaped = set("ميناء") & set(text)
    assert shaped, "Arabic letters are text"


def test_the_workbook_holds_every_figure(invented: Snapshot, make: Make) -> None:
    document = make(invented)
    book = openpyxl.load_workbook(io.BytesIO(making.FORMATS["xlsx"].write(document)))
    assert book.sheetnames[0] == "About"
    about = [cell.value for row in book["About"].iter_rows() for cell in row]
    assert set(document.last_page) <= set(about)
    sheets = iter(book.worksheets[1:])
    for picture in (block for section in document.sections for block in section.parts if not isinstance(block, Paragraphs)):
        frame = picture.description.frame() if isinstance(picture, Exhibit) else picture.frame()
        if not len(frame) or (isinstance(picture, Exhibit) and picture.description.is_empty):
            continue
        sheet = next(sheets)
        head, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert sheet.freeze_panes == "B2" and len(lines) == len(frame) and len(head) == len(frame.columns)
        for place, column in enumerate(frame.columns):
            for cell, value in zip([row[place] for row in lines], frame[column], strict=True):
                if isinstance(value, bool):
                    assert cell is value
                elif isinstance(value, str):
                    assert str(cell or "").lstrip("'") == value.lstrip("'")
                else:
                    assert (cell is None) == pd.isna(value) and (cell is None or cell == pytest.approx(value))


def test_nothing_to_show_is_said(nothing: Snapshot, make: Make) -> None:
    assert "Nosourcewatchesthesewatersdaybyday" in without_spaces(text_of(pdf.write_pdf(make(nothing))))


def test_five_thousand_incidents(tmp_path: Path) -> None:
    many = build_snapshot(tmp_path, 5000)
    sections = ("situation", "figures", "map", "severity", "kinds", "trends", "notable")
    settings = BriefingSettings(audience="fleet", sections=sections, filters=Filters(date_from=date(2017, 1, 1), date_to=date(2026, 11, 1)))
    composed = document.compose_document(view_as(many), settings, NOW)
    counted = incidents.summarise_incidents(many.open_database(), settings.filters).incidents
    assert f"{counted:,}incidentsareknown" in without_spaces(text_of(pdf.write_pdf(composed)))
    assert len(making.FORMATS["pptx"].write(composed)) > 100_000


def test_the_mark_decides_what_is_in_it(invented: Snapshot, make: Make, tmp_path: Path) -> None:
    reports = table_rows(invented, "reports")
    red = {row["report_id"] for row in reports[::2]}
    marked = republish(invented, tmp_path, {"reports": [row | {"tlp": "RED" if row["report_id"] in red else "CLEAR"} for row in reports]})
    few = ("figures", "map")
    open_to_all, to_few = make(marked, sections=few), make(marked, mark="RED", sections=few)
    counts = []
    for composed in (open_to_all, to_few):
        figures = next(block for section in composed.sections for block in section.blocks if isinstance(block, KeyFigures))
        counts.append(int(figures.items[0].value.replace(",", "")))
    assert counts[0] < counts[1]
    assert any("above TLP:CLEAR left out" in line for line in open_to_all.last_page)


def test_the_command_makes_all_files(
    invented: Snapshot, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(invented.folder.parent.parent))
    file = tmp_path / "weekly.toml"
    file.write_text(BriefingSettings(title="Weekly: CON/..\\x", sections=("situation",)).to_file(), encoding="utf-8")
    assert command.main([str(file), "--out", str(folder)]) == 0
    names = [Path(line).name for line in capsys.readouterr().out.split()]
    assert sorted(Path(name).suffix for name in names) == sorted(f".{extension}" for extension in making.FORMATS)
    assert all(name.startswith("weekly-con-x-") for name in names)
    file.write_text('mark = "PURPLE"\nsections = ["situation"]\n', encoding="utf-8")
    assert command.main([str(file), "--out", str(folder), "--format", "pdf"]) == 1
    assert command.main([str(tmp_path / "gone.toml")]) == 2
    assert "cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize("title", [*NAMES, "con", "../../etc/passwd", "a" * 300, "..."])
def test_file_names_are_safe_on_every_system(title: str) -> None:
    stem = document.file_stem(title)
    assert stem and len(stem) <= 90 and all(c.isascii() and (c.isalnum() or c == "-") for c in stem)
    assert stem not in ("con", "nul")
