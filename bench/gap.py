"""The reporting gap: speed of the estimators, and the figures of published tables beside those of the reference implementations."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from analytics.gap import Histories
from analytics.gap.history_files import histories_from_csv
from analytics.gap.recapture import closed_population
from analytics.gap.recapture.estimate import estimate, stepwise_interval
from bench.measure import REAL_DATA, print_figure

# Chances of being on each list: six short lists, and four as long as those of the simulated bodies.
SIX: Final = (0.1, 0.15, 0.08, 0.2, 0.12, 0.05)
FOUR: Final = (0.45, 0.5, 0.35, 0.3)
STRATA, YEARS = 10, 20


def draw_histories(size: int, chances: Sequence[float], seed: int, taken_over: float = 0.0) -> Histories:
    """Incidents on independent lists; the second list also takes over a share of the first one's."""
    rng = np.random.default_rng(seed)
    held = rng.random((size, len(chances))) < np.array(chances)
    held[:, 1] |= held[:, 0] & (rng.random(size) < taken_over)
    return Histories.from_rows([f"list {number}" for number in range(len(chances))], held)


def _time_work(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds."""
    # Both, since linear algebra may run on several threads: wall time alone would depend on the machine's cores.
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def measure_speed() -> None:
    """Six lists with 200 resamples, each choosing its model; ten strata by twenty years of two to four lists, all with intervals."""
    six = draw_histories(3000, SIX, 3, taken_over=0.3)
    wall, cpu = _time_work(lambda: stepwise_interval(six, 200, np.random.default_rng(1)))
    print_figure("six lists, 200 resamples, stepwise by p-value, BCa", wall, "s", aim=1.5)
    print_figure("  of it processor time", cpu, "s")
    wall, cpu = _time_work(lambda: estimate(six))
    print_figure("six lists, 200 resamples, model by BIC, bounds, variants", wall, "s", aim=1.5)
    print_figure("  of it processor time", cpu, "s")
    for lists in (2, 3, 4):
        tables = [draw_histories(60 + 10 * number, FOUR[:lists], number) for number in range(STRATA * YEARS)]
        wall, cpu = _time_work(lambda tables=tables: [estimate(table) for table in tables])  # type: ignore[misc]
        print_figure(f"{STRATA} strata by {YEARS} years, {lists} lists, 200 resamples each", wall, "s", aim=15)
        print_figure("  of it processor time", cpu, "s")


def compare_published() -> None:
    """The figures of the published tables beside those that the reference implementations print."""
    folder = REAL_DATA / "capture_recapture"
    if not folder.is_dir():
        print(f"the published tables are not here ({folder}); name the folder of the real files in REAL_DATA")
        return
    hare = {fit.name: fit for fit in closed_population.closed_population_fits(histories_from_csv(folder / "hare.csv"))}
    for name, reference in (("M0", 75.434), ("Mt", 75.066), ("Mh Chao (LB)", 79.837), ("Mth Chao (LB)", 79.571), ("Mth Darroch", 90.464)):
        print(f"hare {name:<20}{hare[name].abundance:>14.3f}   Rcapture {reference:.3f}")
    hiv = estimate(histories_from_csv(folder / "hiv.csv"))
    assert hiv.by_bic is not None and hiv.by_aic is not None
    print(f"hiv  by BIC {hiv.by_bic.name:<13}{hiv.by_bic.abundance:>14.3f}   Rcapture 11124.58")
    print(f"hiv  by AIC {hiv.by_aic.name:<13}{hiv.by_aic.abundance:>14.3f}   Rcapture 12318.47")
    western = histories_from_csv(folder / "western.csv")
    estimates = np.array([stepwise_interval(western, 200, np.random.default_rng(seed)) for seed in range(40)])
    (total, low, high), spread = estimates.mean(axis=0), estimates.std(axis=0, ddof=1)
    print(f"western stepwise {total:>22.1f}   SparseMSE 2483.4")
    print(f"  95 % over 40 seeds: {low:.0f} (sd {spread[1]:.0f}) to {high:.0f} (sd {spread[2]:.0f})   SparseMSE, one seed: 1326 to 3564")
    refused = estimate(histories_from_csv(folder / "artificial3.csv"))
    print(f"artificial3: {refused.refusals[0].reason}")
    for fit in refused.models:
        print(f"  {fit.name:<12}{fit.refusal.code if fit.refusal else f'{fit.abundance:.1f}':>18}")


def main() -> None:
    measure_speed()
    compare_published()
