"""The command `train-links`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from data_pipeline import registry
from data_pipeline.commands import console
from data_pipeline.errors import UsageError
from data_pipeline.linkage.link import prepare
from data_pipeline.linkage.train import train
from data_pipeline.linkage.weights import FILE
from data_pipeline.sql import statement
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store, write_atomically


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `train-links`."""
    parser.add_argument("--out", type=Path, metavar="FILE", default=FILE, help=f"where to write (default: {FILE.name} beside the model)")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Estimate the weights of the linkage model anew from the reports of the snapshot in force, without labels.

    The file belongs to the program: the next run links with it, and every link may change. Hold the outcome against labels with
    `evaluate-links` before you keep it. Raises UsageError when the reports are of fewer than two sources, or simulated.
    """
    snapshot = Store(settings.data).open()
    if snapshot.is_demo:
        raise UsageError("weights are estimated from real reports; the snapshot in force is simulated")
    with duckdb.connect() as con:
        con.read_parquet(str(snapshot.path("reports"))).create_view("reports")
        present = [source for (source,) in con.sql(statement("linkage/sources_present")).fetchall()]
        if len(present) < 2:
            raise UsageError(f"weights are estimated from the reports of at least two sources; there are {', '.join(present) or 'none'}")
        reissuing = [one.id for one in registry.sources().values() if one.reissues]
        prepare(con, reissuing)
        found = train(con, reissuing)
    write_atomically(args.out, as_toml(found, sorted(present)).encode())
    console.print(f"Written: {args.out}")
    return 0


def as_toml(found: Mapping[str, Any], sources: list[str]) -> str:
    """The content of weights.toml."""
    lines = [
        "# The probabilities behind the weights of the linkage model: for every level of every comparison m, u.",
        f"# Estimated by `python -m data_pipeline train-links` from the reports of {', '.join(sources)}; how: train.py.",
    ]
    for kind, comparisons in found.items():
        lines += ["", f"[{kind}]", f"prior = {comparisons['prior']:.4g}"]
        for code, levels in comparisons.items():
            if code != "prior":
                lines += ["", f"[{kind}.{code}]", *(f"{_key(level)} = {pair}" for level, pair in levels.items())]
    return "\n".join(lines) + "\n"


def _key(level: str) -> str:
    return level if level.replace("_", "").isalpha() else f'"{level}"'
