"""The commands `add`, `sources` and `simulate`."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.commands.console import console, new_table, plain_text, print_error, progress_bars
from data_pipeline.commands.mapping import offer_mapping
from data_pipeline.data_folder import lock_data_folder
from data_pipeline.errors import LandingError, SourceError, UsageError
from data_pipeline.files.contents import name_as_text
from data_pipeline.files.documents import TOO_DEEP
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import Settings


def add(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Source id, as `sources` lists it.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files to land.")],
) -> int:
    """Land files of a source by hand; their format is recognised.

    The bytes are copied unchanged, and nothing is published until the next `run`. A file that cannot be read to its end is refused.
    """
    settings = settings_module.load()
    registry.include_operators_sources(settings)
    described = registry.source(source)
    if described.demo:
        raise UsageError("simulated reports come from `python -m data_pipeline simulate`")
    failed = 0
    with lock_data_folder(settings.data):
        for file in files:
            try:
                console.print(_land_file(settings, described, file))
            except (SourceError, UsageError, LandingError) as error:
                failed += 1
                print_error(str(error))
                if isinstance(error, SourceError) and (offer := offer_mapping(file)):
                    console.print(plain_text(offer), soft_wrap=True)
    if failed < len(files):
        console.print(_next_step(described, settings), soft_wrap=True)
    if not failed:
        return 0
    return 1 if failed < len(files) else 2


def _next_step(source: registry.SourceDescription, settings: Settings) -> str:
    enable_first = f"Name {source.id} under enabled_sources in anchorwatch.toml, if its terms allow you to use it ({source.licence}). "
    return ("" if _is_enabled(source, settings) else enable_first) + "Now publish with `python -m data_pipeline run`."


def _is_enabled(source: registry.SourceDescription, settings: Settings) -> bool:
    return registry.is_enabled(source, settings.enabled_sources)


def _land_file(settings: Settings, source: registry.SourceDescription, file: Path) -> str:
    """Land a file that reads to its end and has as many records as the source usually has; returns what to tell the user."""
    format_id = landing_zone.recognise_format(source, file)
    name = name_as_text(file)
    records = registry.count_records(source, format_id, file, name, refused=[TOO_DEEP])
    landed, is_new = landing_zone.land_file(settings.landing, source, format_id, file)
    title = source.formats[format_id].title
    if is_new:
        return f"{plain_text(name)}: {records:,} records landed as {title}"
    return f"{plain_text(name)}: the same bytes landed on {landed.landed_at:%Y-%m-%d %H:%M} UTC; nothing to do"


def sources() -> int:
    """List the sources: what they are, their licence, whether they are enabled, and what has landed."""
    settings = settings_module.load()
    registry.include_operators_sources(settings)
    table = new_table("source", "title", "state", "enabled", "licence", "files", "formats", title="Sources")
    landed = landing_zone.list_landings(settings.landing)
    for source in registry.sources().values():
        state = "simulated" if source.demo else f"closed {source.closed_on}" if source.closed_on else "live"
        files = str(sum(landing.source == source.id for landing in landed))
        formats = "; ".join(described.title for described in source.formats.values())
        table.add_row(source.id, source.title, state, "yes" if _is_enabled(source, settings) else "no", source.licence, files, formats)
    console.print(table)
    return 0


def simulate(
    reports: Annotated[int | None, typer.Option(help="Roughly how many reports (default: setting demo_reports).")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same data (default: setting demo_seed).")] = None,
    end: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Last day (default: yesterday)."),
    ] = None,
) -> int:
    """Simulate incidents and land the reports of four simulated bodies, replacing any earlier simulation.

    The truth is written to demo_truth in the data folder, for tests and measurement; the pipeline never reads it.
    """
    settings = settings_module.load()
    land_simulation(settings, reports or settings.demo_reports, settings.demo_seed if seed is None else seed, end and end.date())
    console.print("Now publish with `python -m data_pipeline run`.")
    return 0


def land_simulation(settings: Settings, reports: int, seed: int, end: date | None) -> None:
    """Simulate about so many reports up to the day `end` (None: yesterday), and land them."""
    from data_pipeline.sources.demo.simulator.simulate import simulate as draw_reports

    simulation = settings.data / "demo_drawn"
    with lock_data_folder(settings.data), progress_bars() as bars:
        task = bars.add_task("simulating", total=reports)
        files = draw_reports(simulation, reports, seed, end, progress=lambda done, total: bars.update(task, completed=done, total=total))
        landed = set()
        for file in files:
            source = registry.source(file.stem)
            landed.add(landing_zone.land_file(settings.landing, source, landing_zone.recognise_format(source, file), file)[0].id)
        landing_zone.drop_simulated(settings.landing, keep=landed)
        truth = settings.data / "demo_truth"
        if truth.exists():
            shutil.rmtree(truth)
        # Last, because its presence tells the next run that the simulation has landed whole.
        (simulation / "truth").rename(truth)
        shutil.rmtree(simulation)
