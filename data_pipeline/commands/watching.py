"""The commands `watch` and `health`."""

from __future__ import annotations

import signal
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import orjson
import typer

from data_pipeline.commands.console import console, new_table, plain_text
from data_pipeline.commands.fetching import feeds_switched_on
from data_pipeline.errors import UsageError
from warehouse.contract import settings as settings_module
from warehouse.contract.dates import short_moment
from warehouse.contract.health.document import FORM, FeedHealth, Health, UploadHealth, to_json
from warehouse.contract.health.replica import ReplicaHealth, read_replica_health


def watch() -> int:
    """Ask every feed when it is due and publish what is new, until stopped (Ctrl+C or SIGTERM).

    Also publishes what others land or decide in the meantime. One watch runs on a data folder at a time. Settings are read at the start.
    """
    from data_pipeline.jobs.clocks import MachineClock
    from data_pipeline.jobs.watch import Watch

    settings = settings_module.load()
    sources = feeds_switched_on(settings)
    # The desk's reports are published by the watch too.
    if not sources and not settings.member_reports:
        raise UsageError("no feed is switched on: name sources under feeds in anchorwatch.toml.")
    # As Ctrl+C does: it reaches into waiting, fetching and publishing alike, all of which may be broken off at any moment.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _say(f"watching {', '.join([*(source.id for source in sources), *(['what members report'] if settings.member_reports else [])])}")
    try:
        Watch(settings, sources, MachineClock(), _say).run()
    except KeyboardInterrupt:
        _say("stopped")
    return 0


def health(
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> int:
    """Show how feeds and watch are doing; ends with 1 while an alert is in force.

    The same is in health.json in the data folder, written after every fetch and run.
    """
    from data_pipeline.jobs.health import keep_health

    settings = settings_module.load()
    if settings.snapshots_from:
        return _print_replica(read_replica_health(settings.data, settings.snapshots_from), as_json)
    now = datetime.now(UTC)
    document = keep_health(settings, feeds_switched_on(settings), now)
    alerts = [alert for alert in document.alerts if alert.ended_at is None]
    if as_json:
        typer.echo(orjson.dumps(to_json(document), option=orjson.OPT_INDENT_2))
    else:
        _print_health(document, now)
        for alert in alerts:
            console.print(f"[red]{alert.kind}[/red] since {short_moment(alert.raised_at)} UTC: {plain_text(alert.text)}", soft_wrap=True)
    return 1 if alerts else 0


def _print_replica(replica: ReplicaHealth, as_json: bool) -> int:
    if as_json:
        typer.echo(orjson.dumps({"form": FORM, "replica": asdict(replica)}, option=orjson.OPT_INDENT_2))
    elif replica.failing_since is not None:
        since = short_moment(replica.failing_since)
        console.print(f"[red]not in step[/red] since {since} UTC: {plain_text(replica.text)}", soft_wrap=True)
    else:
        seen = f"in step at {short_moment(replica.reached_at)} UTC" if replica.reached_at else "never in step yet"
        console.print(plain_text(f"Replica of {replica.address}: {seen}."), soft_wrap=True)
    return 0 if replica.failing_since is None and replica.reached_at is not None else 1


def _print_health(document: Health, now: datetime) -> None:
    table = new_table("feed", "last success (UTC)", "last asked (UTC)", "came of it", "records", "usual", "seconds", "next (UTC)")
    for feed in document.feeds:
        table.add_row(*map(plain_text, _feed_cells(feed)))
    console.print(table)
    watch_health = document.watch
    if watch_health is None or not watch_health.is_running(now):
        console.print("No watch is running.")
    else:
        console.print(f"A watch has been running since {short_moment(watch_health.started_at)} UTC.")
    if document.upload is not None:
        console.print(plain_text(_upload_line(document.upload)), soft_wrap=True)


def _upload_line(upload: UploadHealth) -> str:
    if upload.uploaded_at is None:
        return f"Nothing has been put into {upload.address} yet."
    return f"In {upload.address} since {short_moment(upload.uploaded_at)} UTC: snapshot {upload.snapshot}."


def _feed_cells(feed: FeedHealth) -> tuple[str, ...]:
    last = feed.last_attempt
    succeeded = short_moment(feed.succeeded_at) if feed.succeeded_at else "never"
    if last is None:
        return (feed.source, succeeded, "never", "", "", "", "", short_moment(feed.due_at))
    records = "" if last.records is None else f"{last.records:,}"
    usual = "" if last.expected is None else f"{last.expected:,}"
    seconds = f"{last.milliseconds / 1_000:.1f}"
    return (feed.source, succeeded, short_moment(last.at), f"{last.kind}: {last.text}", records, usual, seconds, short_moment(feed.due_at))


def _say(line: str) -> None:
    console.print(plain_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC {line}"), soft_wrap=True)
