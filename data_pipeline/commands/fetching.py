"""The command `fetch`, and what `run` fetches before it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from data_pipeline import registry
from data_pipeline.commands.console import console, plain_text
from data_pipeline.errors import Busy, UsageError
from data_pipeline.feeds.model import Limits, Request, Result
from data_pipeline.registry import SourceDescription
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import Settings

STARTING: Final = Limits(seconds=30.0, connect_seconds=3.0, attempts=1)
"""While the app starts, somebody is waiting."""


def fetch(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Source ids (default: those that the setting feeds names).")
    ] = None,
    now: Annotated[bool, typer.Option("--now", help="Ask even if the source was asked a short while ago.")] = False,
    accept_fewer: Annotated[
        bool, typer.Option("--accept-fewer", help="Land an answer although it is empty or holds far fewer records than usual.")
    ] = False,
) -> int:
    """Ask the services of sources for their reports, and land what is new.

    An answer that is not what the service usually gives (a web page, an error, far fewer records) is not landed; what landed before
    stays. Nothing is published until the next `run`. Ends with 2 when a source failed.
    """
    settings = settings_module.load()
    asked = [_switched_on(settings, source_id) for source_id in sources] if sources else feeds_switched_on(settings)
    if not asked:
        console.print("No feed is switched on: name sources under feeds in anchorwatch.toml.")
        return 0
    results = _print_results(settings, asked, Request(now, accept_fewer), lambda _: True)
    if any(result.kind == "landed" for result in results):
        console.print("Now publish with `python -m data_pipeline run`.")
    if not any(result.kind == "failed" for result in results):
        return 0
    console.print("Where a source failed, what landed before stays in use.")
    return 2


def fetch_before_run(settings: Settings, nothing_real: bool, quiet: bool) -> bool:
    """Fetch what is due and say what came; whether all went well. Ctrl+C skips what has not come yet.

    `nothing_real`: nothing but simulated reports has landed yet, so the user waits for a first sight. `quiet`: only what is new, or
    went wrong, is said. Either takes less time.
    """
    asked = feeds_switched_on(settings)
    if not asked:
        return True
    if nothing_real:
        names = ", ".join(source.title for source in asked)
        console.print(f"No real reports yet: asking {names} for them, {STARTING.seconds:.0f} seconds at most (Ctrl+C skips this).")
    request = Request(limits=STARTING) if nothing_real or quiet else Request()
    spoken = ("landed", "failed") if quiet else ("landed", "failed", "unchanged")
    try:
        results = _print_results(settings, asked, request, lambda result: result.kind in spoken)
    except KeyboardInterrupt:
        console.print("Skipped; going on with what has landed.")
        return True
    except Busy as error:
        console.print(plain_text(f"Nothing was fetched: {error}"), soft_wrap=True)
        return True
    return not any(result.kind == "failed" for result in results)


def feeds_switched_on(settings: Settings) -> list[SourceDescription]:
    """The sources whose feeds are asked: named under both feeds and enabled_sources, and the operator's feeds of advisories.

    Raises UsageError naming one that has no feed, or that cannot be used.
    """
    registry.include_operators_sources(settings)
    for source_id in settings.feeds:
        if registry.source(source_id).feed is None:
            raise UsageError(f"setting feeds names {source_id}, which has no feed; those with one are {', '.join(_sources_with_feed())}")
    enabled = set(settings.enabled_sources)
    named = [source for name in settings.feeds if {(source := registry.source(name)).id, source.folder} & enabled]
    return [*named, *(source for source in registry.sources().values() if source.advisory_feed is not None and source not in named)]


def _sources_with_feed() -> list[str]:
    return [source.id for source in registry.sources().values() if source.feed]


def _switched_on(settings: Settings, source_id: str) -> SourceDescription:
    """The source with this id. Raises UsageError when it has no feed, or when the operator has not switched its feed on."""
    source = registry.source(source_id)
    if source.feed is None:
        raise UsageError(f"{source_id} has no feed: land its files with `add`. Sources with one are {', '.join(_sources_with_feed())}.")
    if source not in feeds_switched_on(settings):
        question = f"{source.feed.question} Licence: {source.licence}. " if source.feed.question else ""
        raise UsageError(f"the feed of {source_id} is off. {question}Then name it under feeds and enabled_sources in anchorwatch.toml.")
    return source


def _print_results(
    settings: Settings, asked: Sequence[SourceDescription], request: Request, is_spoken: Callable[[Result], bool]
) -> list[Result]:
    """Fetch, and print a line for each feed as soon as its result is there."""
    # Here, because the HTTP client takes a quarter of a second to load.
    from data_pipeline.feeds.fetch import fetch_sources
    from data_pipeline.jobs.health import keep_health

    results = []
    with _progress([source.id for source in asked]) as come:
        for result in fetch_sources(settings, asked, request):
            come(result.source)
            results.append(result)
            if is_spoken(result):
                console.print(_line(result), soft_wrap=True)
    if any(result.kind != "not_due" for result in results):
        keep_health(settings, feeds_switched_on(settings), datetime.now(UTC))
    return results


@contextmanager
def _progress(source_ids: list[str]) -> Iterator[Callable[[str], None]]:
    """A line that names the feeds not yet come; gives a function to call for each that has."""
    waiting = list(source_ids)
    with console.status(f"Asking {', '.join(waiting)} ...") as status:

        def come(source_id: str) -> None:
            waiting.remove(source_id)
            status.update(f"Asking {', '.join(waiting)} ..." if waiting else "")

        yield come


def _line(result: Result) -> str:
    text = plain_text(result.text)
    if result.kind != "failed":
        return f"{result.source}: {text}"
    return f"{result.source}: [red]failed[/red]: {text}"
