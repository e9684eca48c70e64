"""`python -m bench [PART ...]`: all parts, or those named; and `python -m bench hostile`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench import (
    browser,
    chain,
    documents,
    exports,
    first_picture,
    forecast,
    gap,
    gap_real,
    gap_simulation,
    linkage_quality,
    links,
    nowcast,
    queries,
    sessions,
)
from bench.hostile import command as hostile
from tests.support import snapshots
from warehouse.contract.snapshot import Store

SIZES = {20_000: (1.3, None), 1_000_000: (1.5, 8.0)}
"""Number of incidents to the aims: ratio to constant results, and how many times faster than the usual way."""


def measure_pages(folder: Path, part: str) -> None:
    """Queries, browser, documents or the first pictures of all pages, on invented snapshots of both sizes."""
    for size, (aim, peer_aim) in SIZES.items():
        data = folder / f"invented-{size}"
        if not data.exists():
            snapshots.build_snapshot(data, size)
        print(f"-- {size:,} incidents")
        if part == "queries":
            queries.main(data)
        elif part == "documents":
            documents.main(Store(data).open())
        elif part == "pages":
            first_picture.main(data)
        else:
            browser.main(data, aim, peer_aim)


def million_incidents(folder: Path) -> Path:
    """The data folder of a million invented incidents, made unless it is kept."""
    data = folder / "invented-1000000"
    if not data.exists():
        snapshots.build_snapshot(data, 1_000_000)
    return data


def measure_gap(args: argparse.Namespace) -> None:
    """The reporting gap: cost and published tables, or the real result, or the simulation."""
    if args.real is not None:
        gap_real.main(None if args.real == Path() else args.real)
    elif args.simulate:
        gap_simulation.main(args.write)
    else:
        gap.main()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed and memory on this machine.")
    every = ["chain", "links", "queries", "browser", "pages", "sessions", "forecast", "nowcast", "gap", "exports", "quality", "documents"]
    parser.add_argument("parts", nargs="*", choices=[*every, []], help="default: all")
    parser.add_argument("--keep", type=Path, help="folder for the snapshots, to use them again")
    parser.add_argument("--labels", type=Path, help="links: folder of labels (default: those beside the real files)")
    parser.add_argument("--sizes", type=int, nargs="*", default=links.SIZES, help="links: numbers of simulated reports")
    parser.add_argument("--noises", type=float, nargs="*", default=links.NOISES, help="links: error rates of the simulated bodies")
    parser.add_argument("--splink-clusters", action="store_true", help="links: also Splink's own one-to-one clustering (minutes)")
    parser.add_argument("--write", action="store_true", help="forecast, nowcast, quality, gap --simulate: keep the figures for the pages")
    real = "gap: ASAM beside IMB instead, from the real files or from a data folder that holds them published"
    parser.add_argument("--real", nargs="?", type=Path, const=Path(), metavar="DATA", help=real)
    parser.add_argument("--simulate", action="store_true", help="gap: coverage where the truth is known instead (minutes)")
    args = parser.parse_args()
    parts = args.parts or every
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        for part in parts:
            print(f"== {part}")
            if part == "chain":
                chain.main()
            elif part == "links":
                links.main(args.labels, args.sizes, args.noises, args.splink_clusters)
            elif part == "gap":
                measure_gap(args)
            elif part == "quality":
                linkage_quality.main(args.write)
            elif part == "forecast":
                forecast.main(args.write)
            elif part == "exports":
                exports.main(million_incidents(folder))
            elif part == "sessions":
                sessions.main(seconds=600.0)
            elif part == "nowcast":
                nowcast.main(args.write)
            else:
                measure_pages(folder, part)


if __name__ == "__main__":
    # It has options of its own, and is no part of the usual round: it takes a quarter of an hour.
    if sys.argv[1:2] == ["hostile"]:
        sys.exit(hostile.main(sys.argv[2:]))
    main()
