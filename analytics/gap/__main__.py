"""`python -m analytics.gap FILE`: estimates from capture histories how many were never observed.

FILE is a CSV with a column of 0 and 1 for each list and, usually, a last column of counts (n, freq); without one, each row is one
animal, person or incident.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from analytics.gap.history_files import TableError, histories_from_csv
from analytics.gap.recapture import bounds, closed_population, profile
from analytics.gap.recapture.estimate import RESAMPLES, estimate, stepwise_interval
from analytics.gap.recapture.histories import Histories
from analytics.gap.recapture.model_choice import Choice, stepwise_fit
from analytics.gap.recapture.results import Fit, GapEstimate, Interval
from analytics.gap.recapture.two_lists import profile_interval

console = Console(highlight=False, emoji=False)
MOST_ROWS: Final = 10


def parser() -> argparse.ArgumentParser:
    """The command line."""
    command = argparse.ArgumentParser(
        prog="python -m analytics.gap", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--choice", choices=["bic", "aic", "stepwise"], default="bic", help="how the model is chosen (default: bic)")
    command.add_argument("--resamples", type=int, default=RESAMPLES, help=f"number of bootstrap resamples (default: {RESAMPLES})")
    command.add_argument("--seed", type=int, default=1, help="random seed of the resamples (default: 1)")
    command.add_argument("--all", action="store_true", help=f"show all models, not only the {MOST_ROWS} with the lowest BIC")
    return command


def main(argv: list[str] | None = None) -> int:
    """Print all estimates; returns the exit status: 1 when the data cannot carry an estimate, 2 when the file cannot be read."""
    args = parser().parse_args(argv)
    try:
        histories = histories_from_csv(args.file)
    except (OSError, UnicodeDecodeError, TableError) as error:
        Console(stderr=True, highlight=False).print(f"[red]error:[/red] {escape(str(error))}", soft_wrap=True)
        return 2
    # argparse has checked it against the list of choices.
    choice: Choice = args.choice
    result = estimate(histories, choice=choice, resamples=args.resamples, seed=args.seed)
    _print_counts(histories)
    _print_models("Closed-population models", closed_population.closed_population_fits(histories), None)
    _print_models("Log-linear models, interactions of two lists, by BIC", result.models, None if args.all else MOST_ROWS)
    _print_other_estimates(histories, result, args.resamples, args.seed)
    _print_result(result)
    return 0 if result.estimate is not None else 1


def _print_counts(histories: Histories) -> None:
    lists = ", ".join(f"{name} {total:,}" for name, total in zip(histories.lists, histories.totals, strict=True))
    console.print(f"{histories.observed:,} observed, {histories.shared:,} of them on more than one list; {escape(lists)}", soft_wrap=True)


def _print_models(title: str, fits: tuple[Fit, ...], most: int | None) -> None:
    # The closed-population models keep Rcapture's order, from the simplest to the richest. NaN, of a refused model, sorts last.
    ordered = fits if most is None and title.startswith("Closed") else sorted(fits, key=lambda fit: (math.isnan(fit.bic), fit.bic))
    refused = [fit for fit in ordered if fit.refusal]
    table = Table("model", "abundance", "std. error", "deviance", "df", "AIC", "BIC", title=title, title_justify="left", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for fit in [fit for fit in ordered if not fit.refusal][:most]:
        figures = (fit.abundance, fit.se, fit.deviance)
        table.add_row(
            escape(fit.name), *(_format_number(figure) for figure in figures), str(fit.df), _format_number(fit.aic), _format_number(fit.bic)
        )
    for fit in refused:
        assert fit.refusal is not None
        table.add_row(escape(fit.name), "refused", fit.refusal.code.replace("_", " "), "", str(fit.df), "", "")
    console.print()
    console.print(table)


def _print_other_estimates(histories: Histories, result: GapEstimate, resamples: int, seed: int) -> None:
    table = Table("other estimates", "abundance", "95% interval", title_justify="left", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    if len(histories.lists) == 2:
        first, second = histories.totals
        table.add_row("Profile likelihood", "", _format_interval(profile_interval(first, second, histories.shared)))
    elif (fit := stepwise_fit(histories)) is not None and histories.shared:
        total, low, high = stepwise_interval(histories, resamples, np.random.default_rng(seed))
        label = f"Stepwise by p-value {escape(fit.name)}, BCa of {resamples}"
        table.add_row(label, _format_number(total), _format_interval(Interval(low, high, "")))
    if len(histories.lists) > 2 and (model := result.by_bic) is not None:
        used = histories.without_empty_lists()
        table.add_row(
            f"Profile likelihood of {escape(model.name)} alone",
            _format_number(model.abundance),
            _format_interval(profile.model_profile_interval(used, model)),
        )
    if histories.shared:
        bound = bounds.chao_lower_bound(histories)
        table.add_row("Chao's lower bound", _format_number(bound.estimate), _format_interval(bound.interval))
    for name, total in bounds.sample_coverage_estimates(histories).items():
        table.add_row(name, _format_number(total), "")
    console.print()
    console.print(table)


def _print_result(result: GapEstimate) -> None:
    console.print()
    if result.estimate is None or result.interval is None or result.unreported is None:
        for refusal in result.refusals:
            console.print(f"No estimate ({refusal.code.replace('_', ' ')}): {refusal.reason}", soft_wrap=True)
        return
    ends, share = _format_interval(result.interval), result.unreported
    console.print(
        f"Estimate ({escape(result.chosen)}): {result.estimate:,.1f}, 95% interval {ends} ({result.interval.method})", soft_wrap=True
    )
    console.print(f"Not observed: {share.share:.1%} ({share.low:.1%} to {share.high:.1%})")
    if result.range is not None:
        low, high = result.range
        console.print(f"Range over {len(result.variants)} defensible estimates: {low:,.1f} to {high:,.1f}")
    if result.lower is not None:
        console.print(f"{result.lower.method}: {result.lower.estimate:,.1f} ({_format_interval(result.lower.interval)})")


def _format_number(value: float | None) -> str:
    return "" if value is None else f"{value:,.3f}"


def _format_interval(interval: Interval) -> str:
    return f"{interval.low:,.1f} to {'any number' if math.isinf(interval.high) else f'{interval.high:,.1f}'}"


if __name__ == "__main__":
    sys.exit(main())
