"""`python -m analytics.gap FILE`: what capture histories say of what nobody observed.

FILE is a CSV with a column of 0 and 1 for each list and, mostly, a last column of counts (n, freq); without one, each row is one
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

from analytics.gap.recapture import bounds, closed_population, profile
from analytics.gap.recapture.estimate import RESAMPLES, estimate, stepwise_interval
from analytics.gap.recapture.histories import Histories
from analytics.gap.recapture.history_files import TableError, histories_from_csv
from analytics.gap.recapture.model_choice import Choice, stepwise_fit
from analytics.gap.recapture.results import Fit, GapEstimate, Interval
from analytics.gap.recapture.two_lists import profile_interval

console = Console(highlight=False, emoji=False)
MOST_ROWS: Final = 10


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m analytics.gap", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument("--choice", choices=["bic", "aic", "stepwise"], default="bic", help="how the model is chosen (default: bic)")
    made.add_argument("--resamples", type=int, default=RESAMPLES, help=f"of the bootstrap (default: {RESAMPLES})")
    made.add_argument("--seed", type=int, default=1, help="of the resamples (default: 1)")
    made.add_argument("--all", action="store_true", help=f"show all models, not the {MOST_ROWS} of least BIC")
    return made


def main(argv: list[str] | None = None) -> int:
    """Print all estimates; exit status 1 when the data cannot carry one, 2 when the file cannot be read."""
    args = parser().parse_args(argv)
    try:
        histories = histories_from_csv(args.file)
    except (OSError, UnicodeDecodeError, TableError) as error:
        Console(stderr=True, highlight=False).print(f"[red]error:[/red] {escape(str(error))}", soft_wrap=True)
        return 2
    choice: Choice = args.choice
    found = estimate(histories, choice=choice, resamples=args.resamples, seed=args.seed)
    _say_counts(histories)
    _say_models("Closed-population models", closed_population.fits(histories), None)
    _say_models("Log-linear models, interactions of two lists, by BIC", found.models, None if args.all else MOST_ROWS)
    _say_others(histories, found, args.resamples, args.seed)
    _say_result(found)
    return 0 if found.estimate is not None else 1


def _say_counts(histories: Histories) -> None:
    lists = ", ".join(f"{name} {total:,}" for name, total in zip(histories.lists, histories.totals, strict=True))
    console.print(f"{histories.observed:,} observed, {histories.shared:,} of them on more than one list; {escape(lists)}", soft_wrap=True)


def _say_models(title: str, fits: tuple[Fit, ...], most: int | None) -> None:
    ordered = fits if most is None and title.startswith("Closed") else sorted(fits, key=lambda fit: (math.isnan(fit.bic), fit.bic))
    refused = [fit for fit in ordered if fit.refusal]
    table = Table("model", "abundance", "std. error", "deviance", "df", "AIC", "BIC", title=title, title_justify="left", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for fit in [fit for fit in ordered if not fit.refusal][:most]:
        figures = (fit.abundance, fit.se, fit.deviance)
        table.add_row(escape(fit.name), *(_number(one) for one in figures), str(fit.df), _number(fit.aic), _number(fit.bic))
    for fit in refused:
        assert fit.refusal is not None
        table.add_row(escape(fit.name), "refused", fit.refusal.code.replace("_", " "), "", str(fit.df), "", "")
    console.print()
    console.print(table)


def _say_others(histories: Histories, found: GapEstimate, resamples: int, seed: int) -> None:
    table = Table("other estimates", "abundance", "95% interval", title_justify="left", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    if len(histories.lists) == 2:
        first, second = histories.totals
        table.add_row("Profile likelihood", "", _ends(profile_interval(first, second, histories.shared)))
    elif (fit := stepwise_fit(histories)) is not None and histories.shared:
        total, low, high = stepwise_interval(histories, resamples, np.random.default_rng(seed))
        said = f"Stepwise by p-value {escape(fit.name)}, BCa of {resamples}"
        table.add_row(said, _number(total), _ends(Interval(low, high, "")))
    if len(histories.lists) > 2 and (model := found.by_bic) is not None:
        kept = histories.informative()
        table.add_row(f"Profile likelihood of {escape(model.name)} alone", _number(model.abundance), _ends(profile.interval(kept, model)))
    if histories.shared:
        bound = bounds.chao(histories)
        table.add_row("Chao's lower bound", _number(bound.estimate), _ends(bound.interval))
    for name, total in bounds.coverage(histories).items():
        table.add_row(name, _number(total), "")
    console.print()
    console.print(table)


def _say_result(found: GapEstimate) -> None:
    console.print()
    if found.estimate is None or found.interval is None or found.unreported is None:
        for refusal in found.refusals:
            console.print(f"No estimate ({refusal.code.replace('_', ' ')}): {refusal.reason}", soft_wrap=True)
        return
    ends, share = _ends(found.interval), found.unreported
    console.print(
        f"Estimate ({escape(found.chosen)}): {found.estimate:,.1f}, 95% interval {ends} ({found.interval.method})", soft_wrap=True
    )
    console.print(f"Not observed: {share.share:.1%} ({share.low:.1%} to {share.high:.1%})")
    if found.range is not None:
        low, high = found.range
        console.print(f"Range over {len(found.variants)} defensible estimates: {low:,.1f} to {high:,.1f}")
    if found.lower is not None:
        console.print(f"{found.lower.method}: {found.lower.estimate:,.1f} ({_ends(found.lower.interval)})")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.3f}"


def _ends(interval: Interval) -> str:
    return f"{interval.low:,.1f} to {'any number' if math.isinf(interval.high) else f'{interval.high:,.1f}'}"


if __name__ == "__main__":
    sys.exit(main())
