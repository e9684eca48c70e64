"""What each page's first screen holds: words, controls and pictures, as a browser of 1440 x 900 pixels shows them.

`python -m bench first_screen --data FOLDER [--screens FOLDER] [PAGE ...]`. Words and controls are those of the page and of its filters in
the sidebar; the site's navigation and the words inside charts and maps are left out. The aims are 80 words, 12 controls, one picture.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from bench.browser import CHROMIUM, FLAGS
from pages.shell import navigation
from tests.support.server import APP, running_server

WIDTH, HEIGHT = 1440, 900
MOST_WORDS: Final = 80
MOST_CONTROLS: Final = 12
LONGEST: Final = 90.0

COUNT: Final = """() => {
  const seen = element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth
      && element.checkVisibility() && style.visibility !== 'hidden' && style.opacity !== '0' && style.display !== 'none';
  };
  const left_out = '[data-testid=stSidebarNav], [data-testid=stHeader], [data-testid=stSidebarHeader], svg, canvas, style, script';
  const drawn = '[data-testid=stDeckGlJsonChart], [data-testid=stPlotlyChart], [data-testid=stImage], '
    + '[data-testid=stBidiComponentIsolated]';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    // Material icons are written as words in a font of pictures.
    if (!parent || parent.closest(left_out) || parent.closest(drawn) || parent.closest('[data-testid=stIconMaterial]')) continue;
    if (!seen(parent)) continue;
    words += walker.currentNode.textContent.split(/\\s+/).filter(word => /[\\p{L}\\p{N}]/u.test(word)).length;
  }
  const kinds = 'button, input, select, textarea, summary, a[href], [role=combobox], [role=tab], [role=slider]';
  const controls = [...document.querySelectorAll(kinds)].filter(element => seen(element) && !element.closest(left_out)
    && !element.closest(drawn) && !element.parentElement.closest('button, a[href], [role=combobox], summary, [role=tab]'));
  const pictures = [...document.querySelectorAll(drawn)].filter(seen).filter(
    picture => Math.min(picture.getBoundingClientRect().bottom, innerHeight) - picture.getBoundingClientRect().top > 200);
  return {words, controls: controls.length, pictures: pictures.length};
}"""


def main(words: Sequence[str]) -> int:
    """Count, and print a line for each page; 1 where one misses an aim."""
    parser = argparse.ArgumentParser(prog="python -m bench first_screen", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pages", nargs="*", help="addresses, such as trends or trends?region=gulf_of_guinea; default: all pages")
    parser.add_argument("--data", type=Path, required=True, help="data folder")
    parser.add_argument("--screens", type=Path, help="folder for a picture of each first screen")
    args = parser.parse_args(words)
    addresses = args.pages or ["" if entry.default else entry.address for entry in navigation.all_entries()]
    if args.screens:
        args.screens.mkdir(parents=True, exist_ok=True)
    missed = 0
    print(f"{'page':<40}{'words':>8}{'controls':>10}{'pictures':>10}  in aim")
    with running_server(APP, args.data.resolve()) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in addresses:
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            counts = _first_screen(page, f"{address}/{name}")
            if args.screens:
                page.screenshot(path=args.screens / f"{re.sub('[^a-z0-9_]+', '-', name.lower()) or 'overview'}.png")
            page.close()
            good = counts["words"] <= MOST_WORDS and counts["controls"] <= MOST_CONTROLS and counts["pictures"] > 0
            figures = f"{counts['words']:>8}{counts['controls']:>10}{counts['pictures']:>10}"
            missed += not good
            print(f"{name or 'overview':<40}{figures}  {'yes' if good else 'no'}", flush=True)
        browser.close()
    return 1 if missed else 0


def _first_screen(page: Page, address: str) -> dict[str, Any]:
    """The counts once the script has ended, no placeholder is left and nothing has changed for two seconds."""
    page.goto(address, wait_until="load")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=1000 * LONGEST)
    counts: dict[str, Any] = {}
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        before, counts = counts, page.evaluate(COUNT)
        if counts == before and not page.locator("[data-testid=stSkeleton]:visible").count():
            break
        page.wait_for_timeout(2000)
    return counts
