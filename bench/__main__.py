"""`python -m bench [PART ...]`: the parts of the usual round, or those named; and single parts with options of their own."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench import (
    alerts,
    api,
    browser,
    chain,
    community,
    day,
    documents,
    engines,
    exports,
    first_picture,
    first_screen,
    fleet,
    forecast,
    gap,
    gap_real,
    gap_simulation,
    increments,
    linkage_quality,
    links,
    nowcast,
    queries,
    report_to_map,
    reporters,
    sessions,
    visits,
    voyage,
)
from bench.hostile import command as hostile
from bench.replicas import command as replicas
from bench.tasks import command as tasks
from tests.support import snapshots
from warehouse.contract.snapshot import Store

SIZES: Final = {20_000: (1.3, None), 1_000_000: (1.5, 8.0)}
"""Number of incidents to the aims: ratio to constant results, and how many times faster than the usual way."""

ROUND: Final = {
    "chain": "the pipeline from landing to snapshot, for the real files and for a million simulated reports",
    "day": "a day of the watch by a simulated clock: feeds change, fail and come back, and the accounting adds up at every step",
    "links": "linkage: cost and quality, beside its peers",
    "queries": "the pages' queries, beside the same SQL in DuckDB",
    "browser": "from a changed filter to the new picture",
    "pages": "from opening a page to its first picture, for every page",
    "sessions": "fifty readers at once, for ten minutes",
    "forecast": "the forecast in hindsight, on the snapshot in force",
    "nowcast": "the nowcast in hindsight",
    "voyage": "voyages: how fast one is assessed, and 2,000 of the past in hindsight",
    "fleet": "five hundred voyages of a fleet assessed again after a publish, and where the time goes",
    "gap": "the estimators of the reporting gap: speed, published tables, real files (--real), simulation (--simulate)",
    "exports": "exports of a million incidents",
    "quality": "links compared with hand-made labels",
    "documents": "slides, PDF and images of a briefing",
}
"""The parts of the usual round, in order, and what each measures."""

ALONE: Final[dict[str, tuple[str, Callable[[Sequence[str]], int]]]] = {
    "api": ("programs at once on the API beside the pages, and a million incidents as Parquet", api.main),
    "community": ("what members read of each other: lists, unread numbers and search among 200,000 posts", community.main),
    "first_screen": ("words, controls and pictures on each page's first screen", first_screen.main),
    "increments": ("ten new reports, landed to published; many publishes in a row", increments.main),
    "replicas": ("servers that show what another publishes: seconds and bytes after a publish, and every part killed", replicas.main),
    "engines": ("linkage by DuckDB and by Spark: cost, and whether the tables are the same", engines.main),
    "visits": ("first visits to all pages after a publish, beside later ones", visits.main),
    "tasks": ("ten tasks of a security officer: clicks, seconds, and whether the answer is right", tasks.main),
    "hostile": ("damaged and malicious files, killed commands, changed bits, addresses and hostile texts, by the thousand", hostile.main),
    "report_to_map": ("from a member's report, accepted at once, to the map that readers see", report_to_map.main),
    "reporters": ("people who report at once, and a server that is killed while they do", reporters.main),
    "alerts": ("one incident told to ten thousand people, and a process that is killed while it tells them", alerts.main),
    "sessions": ("readers at once: how many, for how long, on which pages", sessions.main),
}
"""Parts that have options of their own; none but the sessions belongs to the usual round."""


def main(arguments: Sequence[str]) -> int:
    """Measure as the command line asks; returns the exit status."""
    if arguments and arguments[0] in ALONE:
        return ALONE[arguments[0]][1](arguments[1:])
    args = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        for part in args.parts or ROUND:
            print(f"== {part}")
            _measure(part, args, args.keep or Path(temporary))
    return 0


def _parser() -> argparse.ArgumentParser:
    own = {name: f"{measured}; `python -m bench {name} --help`" for name, (measured, _) in ALONE.items()}
    epilog = f"parts of the usual round:\n{_listed(ROUND)}\n\nparts with options of their own:\n{_listed(own)}"
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Speed, memory and quality on this machine.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", choices=[*ROUND, []], metavar="PART", help="default: the usual round")
    parser.add_argument("--keep", type=Path, help="folder for the snapshots, to use them again")
    parser.add_argument("--labels", type=Path, help="links: folder of labels (default: those beside the real files)")
    parser.add_argument("--sizes", type=int, nargs="*", default=links.SIZES, help="links: numbers of simulated reports")
    parser.add_argument("--noises", type=float, nargs="*", default=links.NOISES, help="links: error rates of the simulated bodies")
    parser.add_argument("--splink-clusters", action="store_true", help="links: also Splink's own one-to-one clustering (minutes)")
    parser.add_argument(
        "--write", action="store_true", help="forecast, nowcast, voyage, quality, gap --simulate: keep the figures for the pages"
    )
    real = "gap: ASAM beside IMB instead, from the real files or from a data folder that holds them published"
    parser.add_argument("--real", nargs="?", type=Path, const=Path(), metavar="DATA", help=real)
    parser.add_argument("--simulate", action="store_true", help="gap: coverage where the truth is known instead (minutes)")
    return parser


def _listed(parts: Mapping[str, str]) -> str:
    return "\n".join(f"  {name:<14}{measured}" for name, measured in parts.items())


def _measure(part: str, args: argparse.Namespace, folder: Path) -> None:
    if part == "chain":
        chain.main()
    elif part == "day":
        day.main()
    elif part == "links":
        links.main(args.labels, args.sizes, args.noises, args.splink_clusters)
    elif part == "gap":
        _measure_gap(args)
    elif part == "quality":
        linkage_quality.main(args.write)
    elif part == "forecast":
        forecast.main(args.write)
    elif part == "exports":
        exports.main(_invented(folder, max(SIZES)))
    elif part == "sessions":
        sessions.main(())
    elif part == "nowcast":
        nowcast.main(args.write)
    elif part == "voyage":
        voyage.main(args.write)
    elif part == "fleet":
        fleet.main()
    else:
        _measure_pages(folder, part)


def _measure_gap(args: argparse.Namespace) -> None:
    """The reporting gap: cost and published tables, or the real result, or the simulation."""
    if args.real is not None:
        gap_real.main(None if args.real == Path() else args.real)
    elif args.simulate:
        gap_simulation.main(args.write)
    else:
        gap.main()


def _measure_pages(folder: Path, part: str) -> None:
    """Queries, browser, documents or the first pictures of all pages, on invented snapshots of both sizes."""
    for size, (aim, peer_aim) in SIZES.items():
        data = _invented(folder, size)
        print(f"-- {size:,} incidents")
        if part == "queries":
            queries.main(data)
        elif part == "documents":
            documents.main(Store(data).open())
        elif part == "pages":
            first_picture.main(data)
        else:
            browser.main(data, aim, peer_aim)


def _invented(folder: Path, size: int) -> Path:
    """The data folder of so many invented incidents, made unless it is kept."""
    data = folder / f"invented-{size}"
    if not data.exists():
        snapshots.build_snapshot(data, size)
    return data


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
