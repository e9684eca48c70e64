"""`python -m bench [PART ...]`: all parts, or those named."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench import browser, chain, queries, sessions
from tests.support import snapshots

SIZES = {20_000: (1.3, None), 1_000_000: (1.5, 8.0)}
"""Incidents to the aims: ratio to constant results, times faster than the usual way."""


def pages(folder: Path, part: str) -> None:
    """Queries or browser on invented snapshots of both sizes."""
    for size, (aim, peer_aim) in SIZES.items():
        data = folder / f"invented-{size}"
        if not data.exists():
            snapshots.build(data, size)
        print(f"-- {size:,} incidents")
        if part == "queries":
            queries.main(data)
        else:
            browser.main(data, aim, peer_aim)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed and memory on this machine.")
    parser.add_argument("parts", nargs="*", choices=["chain", "queries", "browser", "sessions", []], help="default: all")
    parser.add_argument("--keep", type=Path, help="folder for the snapshots, to use them again")
    args = parser.parse_args()
    parts = args.parts or ["chain", "queries", "browser", "sessions"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        for part in parts:
            print(f"== {part}")
            if part == "chain":
                chain.main()
            elif part == "sessions":
                sessions.main(seconds=600.0)
            else:
                pages(folder, part)


if __name__ == "__main__":
    main()
