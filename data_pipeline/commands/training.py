"""The command `train-links`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from data_pipeline import registry
from data_pipeline.commands.console import console
from data_pipeline.errors import UsageError
from data_pipeline.linkage.text_vectors import WORDS, count_words, counted_words, shares_of_words, table_of_words
from data_pipeline.linkage.weights import FILE
from data_pipeline.sql import statement
from warehouse.contract import settings as settings_module
from warehouse.contract.files import write_atomically
from warehouse.contract.snapshot import Store


def train_links(
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write.", show_default=f"{FILE.name} beside the model")] = FILE,
    words: Annotated[bool, typer.Option("--words", help=f"First count anew how common words are, for {WORDS.name}.")] = False,
) -> int:
    """Estimate the weights of the linkage model anew from the published reports, without labels.

    The file belongs to the program: the next run links with it, and every link may change. Compare the outcome with labels
    (`evaluate-links`) before you keep it. The reports must be real, and of at least two sources.
    """
    from data_pipeline.linkage import link, train

    snapshot = Store(settings_module.load().data).open()
    if snapshot.is_demo:
        raise UsageError("weights are estimated from real reports; the snapshot in force is simulated")
    with duckdb.connect() as con:
        con.read_parquet([str(file) for file in snapshot.table_files("reports")]).create_view("reports")
        present = [source for (source,) in con.sql(statement("linkage/compare/sources_present")).fetchall()]
        if len(present) < 2:
            raise UsageError(f"weights are estimated from the reports of at least two sources; there are {', '.join(present) or 'none'}")
        if words:
            _count_words(con)
        reissuing = [source.id for source in registry.sources().values() if source.reissues]
        link.prepare_candidates(con, reissuing)
        weights = train.estimate_weights(con, reissuing)
    write_atomically(out, weights_as_toml(weights, sorted(present)).encode())
    console.print(f"Written: {out}")
    return 0


def _count_words(con: duckdb.DuckDBPyConnection) -> None:
    """Write words.csv anew from the view `reports`."""
    texts: dict[str, list[str]] = {}
    for source, text in con.sql(statement("linkage/train/texts_by_source")).fetchall():
        texts.setdefault(source, []).append(text)
    # Sources that have no reports here keep their words.
    counted = {**counted_words(), **{source: count_words(of_source) for source, of_source in texts.items()}}
    write_atomically(WORDS, table_of_words(counted).encode())
    counted_words.cache_clear()
    shares_of_words.cache_clear()


def weights_as_toml(weights: Mapping[str, Any], sources: list[str]) -> str:
    """The content of weights.toml."""
    lines = [
        "# The probabilities behind the weights of the linkage model: for every level of every comparison m, u.",
        f"# Estimated by `python -m data_pipeline train-links` from the reports of {', '.join(sources)}; how: train.py.",
    ]
    for kind, comparisons in weights.items():
        lines += ["", f"[{kind}]", f"prior = {comparisons['prior']:.4g}"]
        for code, levels in comparisons.items():
            if code != "prior":
                lines += ["", f"[{kind}.{code}]", *(f"{_toml_key(level)} = {pair}" for level, pair in levels.items())]
    return "\n".join(lines) + "\n"


def _toml_key(level: str) -> str:
    # A bare key could begin with a digit (50_km), but the file quotes those so that nobody takes them for numbers.
    return level if level.replace("_", "").isalpha() else f'"{level}"'
