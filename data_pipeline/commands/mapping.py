"""The command `map`: any table as a source of its own."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.commands.console import console, new_table, plain_text
from data_pipeline.data_folder import lock_data_folder
from data_pipeline.errors import SourceError, UsageError
from data_pipeline.files.contents import name_as_text, read_head
from data_pipeline.files.documents import TOO_DEEP
from data_pipeline.mapping.guessing.guess_mapping import NOT_STATED, Guess, guess_mapping
from data_pipeline.mapping.model import KINDS, MappingFault, TableMapping, parse_mapping
from data_pipeline.mapping.preview import FIRST, Preview, preview
from data_pipeline.mapping.store import save_mapping
from data_pipeline.mapping.targets import DAY_ORDERS, TARGETS, UNITS
from data_pipeline.mapping.write import to_toml
from warehouse.contract import settings as settings_module
from warehouse.contract.files import write_atomically
from warehouse.contract.settings import Settings
from warehouse.contract.typed_fields import FieldFault, read_small_file

_WIDEST: Final = 60


def map_table(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table: CSV, TSV, XLSX, JSON, JSON lines or GeoJSON.")],
    mapping: Annotated[Path | None, typer.Option(metavar="TOML", help="The mapping to use; without it, one is guessed.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="TOML", help="Where a guessed mapping is written (default: its id, in this folder).")
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="Keep the mapping as a source and land the file.")] = False,
    first: Annotated[int, typer.Option(min=1, max=1_000, help="How many reports to show.")] = FIRST,
    name: Annotated[str | None, typer.Option(help="The file's name, where FILE is a copy under another.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")] = False,
) -> int:
    """Read any table as a source of its own.

    `map FILE` guesses which column is what, writes that as a mapping in TOML, and shows the first reports with every problem. Correct
    the mapping and look again with `--mapping TOML`; `--save` keeps it and lands the file. Later files of the source are landed with
    `add`. Nothing is published until the next `run`.
    """
    settings = settings_module.load()
    registry.include_operators_sources(settings)
    if not file.is_file():
        raise UsageError(f"{file} does not exist or is not a file.")
    if save and mapping is None:
        raise UsageError("look at the mapping first: `map FILE` writes one; then `map FILE --mapping TOML --save`")
    name = name or name_as_text(file)
    _refuse_known_format(file, name)
    guess = guess_mapping(file, name) if mapping is None else None
    stated, text = (guess.mapping, _guess_text(guess)) if guess else _read_mapping(mapping)
    if stated.id in registry.sources() and registry.source(stated.id).mapping is None:
        raise UsageError(f"the id {stated.id} is that of a source of this program. Give the mapping another.")
    if save:
        return _save(settings, file, name, stated, text, as_json)
    shown = preview(file, stated, first)
    if as_json:
        _print_json({"guess": _guess_answer(guess), "mapping": tomllib.loads(text), "toml": text, "preview": asdict(shown), **_choices()})
        return 0
    if guess is not None:
        _print_guess(guess)
        _write_guess(guess, text, out)
    _print_preview(shown)
    return 0


def _refuse_known_format(file: Path, name: str) -> None:
    """Raise UsageError for a file that is no table but of a source of this program, whose forms are known by more than names."""
    try:
        head = read_head(file)
    except SourceError:
        # What a source cannot be, such as a workbook, may well be a table.
        return
    for source in registry.sources().values():
        if source.fingerprint is None and not source.demo and not source.adapter.FORMS and (known := source.adapter.recognise(head, name)):
            title = source.formats[known].title
            raise UsageError(f"{name} is no table but of source {source.id} ({title}): `python -m data_pipeline add {source.id} FILE`.")


def _read_mapping(file: Path | None) -> tuple[TableMapping, str]:
    assert file is not None
    try:
        content = read_small_file(file)
    except FieldFault as error:
        raise UsageError(f"{file} cannot be read: {error}.") from error
    stated = parse_mapping(content, file.name)
    # What a program sent as JSON is kept as TOML, like the others.
    return stated, to_toml(stated) if content.lstrip().startswith(b"{") else content.decode()


def _save(settings: Settings, file: Path, name: str, mapping: TableMapping, text: str, as_json: bool) -> int:
    """Keep the mapping, after the file has been read by it to its end, and land the file."""
    if mapping.body == NOT_STATED:
        raise UsageError(f"state in body who reports these incidents; it still says {NOT_STATED!r}")
    with registry.with_mapping(mapping) as source, lock_data_folder(settings.data):
        format_id = landing_zone.recognise_format(source, file)
        records = registry.count_records(source, format_id, file, name, refused=[TOO_DEEP])
        is_kept = save_mapping(settings.landing, mapping, text) is not None
        landed, is_new = landing_zone.land_file(settings.landing, source, format_id, file, name=name)
    said = f"{name}: {records:,} records landed" if is_new else f"{name}: the same bytes landed on {landed.landed_at:%Y-%m-%d %H:%M} UTC"
    if as_json:
        _print_json({"saved": mapping.id, "records": records, "is_new": is_new, "is_kept": is_kept})
        return 0
    console.print(f"{'Kept' if is_kept else 'Unchanged'}: the mapping of source {mapping.id}.")
    console.print(plain_text(said), soft_wrap=True)
    console.print("Now publish with `python -m data_pipeline run`.")
    return 0


def _guess_text(guess: Guess) -> str:
    notes: dict[str, str] = {}
    for column in guess.columns:
        if column.target:
            note = f"{column.heading}: {column.sure:.0%} sure" + (f", e.g. {column.examples[0][:_WIDEST]}" if column.examples else "")
            target = "key" if column.target == "reference" else column.target
            notes[target] = f"{notes[target]}; {note}" if target in notes else note
    return to_toml(guess.mapping, {target: "".join(char for char in note if char.isprintable()) for target, note in notes.items()})


def _guess_answer(guess: Guess | None) -> dict[str, Any] | None:
    if guess is None:
        return None
    return {"columns": [asdict(column) for column in guess.columns], "kind": guess.layout.kind, "resembles": guess.resembles}


def _choices() -> dict[str, Any]:
    """What a program offers to choose from."""
    targets = {
        name: {
            "title": target.title,
            "codes": target.codes or {},
            "several": target.several,
            "is_day": target.is_day,
            "units": UNITS.get(name, ()),
        }
        for name, target in TARGETS.items()
    }
    return {"targets": targets, "orders": DAY_ORDERS, "kinds": KINDS}


def _print_json(answer: dict[str, Any]) -> None:
    # Half a surrogate pair, which JSON of Python's may hold, is no text.
    typer.echo(orjson.dumps(_without_surrogates(answer), option=orjson.OPT_NON_STR_KEYS).decode())


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(part) for name, part in value.items()}
    return [_without_surrogates(part) for part in value] if isinstance(value, list | tuple) else value


def _print_guess(guess: Guess) -> None:
    if guess.resembles:
        console.print(f"The columns are much like those of source {guess.resembles}: body, licence and grades are taken from it.")
    table = new_table("column", "is", "sure", "examples", title="Columns as guessed")
    for column in guess.columns:
        title = TARGETS[column.target].title if column.target in TARGETS else "Reference" if column.target else "[dim]not used[/dim]"
        examples = " | ".join(example[:_WIDEST] for example in column.examples)
        table.add_row(plain_text(column.heading), title, f"{column.sure:.0%}" if column.target else "", plain_text(examples))
    console.print(table)


def _write_guess(guess: Guess, text: str, out: Path | None) -> None:
    file = out or Path(f"{guess.mapping.id}.toml")
    if file.exists():
        raise UsageError(f"{file} is there already. Name another file with --out, or use it with --mapping {file}.")
    write_atomically(file, text.encode())
    console.print(
        f"The mapping is in {plain_text(str(file))}: correct it, look again with --mapping, then keep it with --save.", soft_wrap=True
    )


def _print_preview(shown: Preview) -> None:
    table = new_table("record", "reference", "day", "position", "region", "act", "ship", title=f"First {len(shown.reports)} reports")
    records: dict[str, list[str]] = {}
    for row in shown.reports:
        position = "" if row["latitude"] is None else f"{row['latitude']:.3f}, {row['longitude']:.3f}"
        cells = (row["record"], row["native_ref"], row["occurred_on"], position, row["sea_region"], row["act"], row["vessel_name"])
        table.add_row(*(plain_text(str(cell or "")) for cell in cells))
        for problem in row["problems"]:
            records.setdefault(problem, []).append(row["record"])
    console.print(table)
    for problem, numbers in records.items():
        console.print(plain_text(f"record {', '.join(numbers)}: {problem}"), soft_wrap=True)
    for row in shown.refused:
        console.print(plain_text(f"record {row['record']} goes to quarantine: {row['message']}"), soft_wrap=True)
    if shown.unread:
        console.print(plain_text(f"Columns that nothing reads: {', '.join(shown.unread)}"), soft_wrap=True)
    if shown.fault:
        console.print(f"[red]The file cannot be read{' further' if shown.reports else ''}:[/red] {plain_text(shown.fault)}", soft_wrap=True)


def offer_mapping(file: Path) -> str:
    """How a file that a source's adapter refuses could be read by a mapping, with the columns guessed, in words; "" if it cannot."""
    try:
        guess = guess_mapping(file)
    except (SourceError, MappingFault, OSError):
        return ""
    known = {column.target: column.heading for column in guess.columns if column.target}
    if "occurred_on" not in known or len(known) < 3:
        return ""
    titles = {target: "Reference" if target == "reference" else TARGETS[target].title for target in known}
    named = "; ".join(f"{heading} = {titles[target]}" for target, heading in known.items())
    return f"As a table it can be read by a mapping ({named}): `python -m data_pipeline map {name_as_text(file)}`."
