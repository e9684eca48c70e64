"""Hostile texts in every field that people or reports fill, on every page in a browser and in every file that is handed out."""

from __future__ import annotations

import csv
import ctypes
import random
import re
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, product
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import openpyxl
import pypdfium2 as pdfium
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import sync_playwright

from bench.hostile.results import Miss, PartResult
from briefing import make
from briefing.exports import files
from briefing.exports.rows import RowKind
from briefing.settings import AUDIENCES, BriefingSettings
from pages.shell.navigation import all_entries
from tests.browser.conftest import FLAGS, Watched, open_in
from tests.conftest import CHROMIUM
from tests.support.hostile_texts import TEXTS, drawn_texts
from tests.support.published import republish, table_rows, view_as
from tests.support.server import running_app
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

INCIDENTS: Final = 300
EVIL: Final = "evil.invalid"
FORMULAS: Final = ('=HYPERLINK("http://evil.invalid","x")', "@SUM(1+1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1+1")
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "incidents": ("vessel_name", "vessel_type", "place", "country", "flag"),
    "reports": (
        "native_ref",
        "reporter",
        "source_url",
        "vessel_name",
        "vessel_type",
        "place",
        "narrative",
        "country",
        "flag",
        "raw_locator",
    ),
    "sea_regions": ("title",),
    "sources": ("title", "body", "description", "url", "licence", "attribution", "state_reason"),
    "quarantine": ("reason", "message", "raw", "raw_locator"),
    "landings": ("origin", "failure"),
}
TABS: Final = (
    *(f"data_sources?tab={tab}" for tab in ("Quarantine", "Warnings", "Accounting", "Snapshots")),
    *("trends?tab=Kinds", "trends?tab=Changes", "reporting_gap?part=coverage", "incident_map?last=all"),
    f"?snapshot=![x](http://{EVIL}/b.png)",
)
READ: Final = """() => ({
    links: [...document.querySelectorAll('a[href]')]
        .filter(link => link.host.includes('EVIL') || !['http:', 'https:', 'mailto:', 'blob:'].includes(link.protocol))
        .map(link => link.href),
    pictures: [...document.images].map(image => image.src).filter(source => source.includes('EVIL')),
    ran: window.__pwn === undefined ? [] : ['a script'],
    boxes: [...document.querySelectorAll('[data-testid=stException]')].map(box => box.innerText),
    paths: document.body.innerText.includes('FOLDER') ? ['a path of the server'] : [],
})""".replace("EVIL", EVIL)
_KINDS: Final = {
    "links": "live link",
    "pictures": "picture from elsewhere",
    "ran": "script",
    "boxes": "error box",
    "paths": "path of the server",
}


def measure(seed: int, count: int) -> PartResult:
    """Open every page and `count` incident cards, write every file. Misses: links, pictures, scripts, formulas, requests made by a text."""
    result = PartResult("texts", seed)
    texts = [*TEXTS, *FORMULAS, *drawn_texts()]
    with tempfile.TemporaryDirectory(prefix="hostile-") as temporary:
        folder = Path(temporary)
        base = build_snapshot(folder / "base", INCIDENTS)
        snapshot = republish(base, folder / "data", hostile_tables(base, texts, seed))
        pages = [*(entry.address for entry in all_entries()), *TABS, *(f"incident?find={quote(text)}" for text in texts[:20])]
        ids = [row["incident_id"] for row in table_rows(snapshot, "incidents")]
        pages += [f"incident?id={quote(name)}" for name in random.Random(seed).sample(ids, min(count, len(ids)))]
        for tried, misses in (*_open_pages(folder, pages), *_write_files(snapshot, folder / "files")):
            result.add(tried, misses)
    return result


def hostile_tables(base: Snapshot, texts: list[str], seed: int) -> dict[str, list[dict[str, Any]]]:
    """The tables of a snapshot with a hostile text in every field that a person or report may fill."""
    shuffled = texts[:]
    random.Random(seed).shuffle(shuffled)
    supply = cycle(shuffled)
    return {
        table: [row | {field: f"{next(supply)} {number}" for field in fields} for number, row in enumerate(table_rows(base, table))]
        for table, fields in FIELDS.items()
    }


def _open_pages(folder: Path, pages: list[str]) -> Iterator[tuple[int, list[Miss]]]:
    with running_app(folder / "data", folder / "log") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with open_in(browser) as watched:
            for page in pages:
                yield 1, _page_misses(watched, f"{address}/{page}", page, str(folder))
        browser.close()


def _page_misses(watched: Watched, address: str, page: str, folder: str) -> list[Miss]:
    watched.outside.clear()
    try:
        watched.go(address)
        found = watched.page.evaluate(READ.replace("FOLDER", folder))
    except BrowserError as error:
        return [Miss("page did not settle", f"{page}: {error}", page)]
    misses = [Miss(_KINDS[kind], f"{page}: {text}", page) for kind, texts in found.items() for text in texts]
    return misses + [Miss("request to elsewhere", f"{page}: {url}", page) for url in watched.outside]


def _write_files(snapshot: Snapshot, folder: Path) -> Iterator[tuple[int, list[Miss]]]:
    seen = view_as(snapshot)
    folder.mkdir()
    row_kinds: tuple[RowKind, ...] = ("incidents", "reports")
    for row_kind, extension in product(row_kinds, files.FORMATS):
        written = files.prepare_export(seen, files.ExportRequest(row_kind, extension, Filters()), folder).path
        yield 1, [Miss(kind, f"{row_kind}, {written.name}", written.name, written.read_bytes()) for kind in file_faults(written)]
    last = max(row["occurred_on"] for row in table_rows(snapshot, "incidents") if row["occurred_on"])
    span = Filters(date_from=last - timedelta(days=364), date_to=last)
    for audience in AUDIENCES:
        settings = BriefingSettings(audience=audience, filters=span, title=FORMULAS[0], organisation=TEXTS[0])
        for written in make.write_all(seen, settings, folder / audience, tuple(make.FORMATS)):
            yield 1, [Miss(kind, f"{audience}, {written.name}", written.name, written.read_bytes()) for kind in file_faults(written)]


def file_faults(file: Path) -> Iterator[str]:
    """What a program that opens the file would run, fetch or follow because of a text in it."""
    match file.suffix:
        case ".csv":
            with file.open(encoding="utf-8-sig", newline="") as stream:
                cells = [cell for line in csv.reader(stream) for cell in line]
            yield from ("formula" for cell in cells if cell.startswith(("=", "@", "\t", "\r")) or re.match(r"[+-](?!\d+(\.\d+)?$)", cell))
        case ".xlsx":
            for sheet in openpyxl.load_workbook(file).worksheets:
                for cell in (cell for row in sheet.iter_rows() for cell in row):
                    if cell.data_type == "f":
                        yield "formula"
                    if cell.hyperlink is not None and EVIL in str(cell.hyperlink.target):
                        yield "live link"
        case ".kml":
            for balloon in re.findall(r"<description>(.*?)</description>", file.read_text("utf-8"), re.DOTALL):
                if re.search(rf"<script|<img|href=[\"'][^\"']*{EVIL}", balloon.replace("&lt;", "<").replace("&quot;", '"'), re.IGNORECASE):
                    yield "live link"
        case ".pptx":
            with zipfile.ZipFile(file) as archive:
                parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels")]
            yield from ("live link" for part in parts if EVIL in part)
        case ".pdf":
            with pdfium.PdfDocument(file) as pdf_file:
                yield from ("live link" for page in pdf_file for target in _link_targets(pdf_file, page) if EVIL in target)


def _link_targets(pdf_file: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[str]:
    raw = pdfium.raw
    place, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, place, link):
        action = raw.FPDFLink_GetAction(link)
        if length := raw.FPDFAction_GetURIPath(pdf_file, action, None, 0):
            buffer = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(pdf_file, action, buffer, length)
            yield buffer.value.decode("ascii", "replace")
