"""The comparison in one sentence for a board, and what it rests on."""

from __future__ import annotations

from analytics.compare.change import METHOD, change_in_words
from analytics.compare.comparison import Comparison
from analytics.compare.request import Side, waters_title
from analytics.coverage.equal.spans import in_span
from analytics.coverage.region_watch import RegionWatch
from analytics.coverage.source_watch import SourceWatch, watched_in_words
from analytics.describe.words import join_words
from warehouse.contract.taxonomy import CATEGORY
from warehouse.reference.geography import AREAS


def board_sentence(comparison: Comparison) -> str:
    """`Gulf of Guinea: 94 incidents in 2020, 69 in 2019: 36% more (between 1% fewer and 88% more), on ASAM and IMB.`

    Where the sides were not watched alike it says so; where no source carries the comparison it gives no percentage, and why.
    """
    if not comparison.is_possible:
        return _refusal(comparison)
    counts = comparison.counts.total
    if counts.a == counts.b == 0:
        change = "watched, none known on either side"
    else:
        per_day = "" if counts.days_a == counts.days_b or counts.percent is None else " per day watched"
        watched = "" if counts.a and counts.b else ", both watched"
        change = f"{change_in_words(counts)}{per_day}{watched}"
    return f"{_counts_in_words(comparison, counts.a, counts.b)}: {change}, on {comparison.watch.carriers_in_words}{_alone(comparison)}."


def basis_notes(comparison: Comparison) -> tuple[str, ...]:
    """What the comparison rests on, in sentences: days cut, sources left out and what all sources together count."""
    notes = []
    if comparison.is_cut:
        cut = f"{comparison.a.span} and {comparison.b.span}"
        notes.append(f"Cut to equal spans, because no source watched all the days asked for on both sides: {cut}.")
    if comparison.is_possible and (left_out := comparison.watch.left_out):
        words = "; ".join(_watched(watch, comparison) for watch in left_out)
        counts = comparison.counts
        notes.append(f"Left out, because they did not watch both sides alike: {words}. All sources: {counts.all_a:,} and {counts.all_b:,}.")
    if comparison.is_possible and not comparison.counts.total.is_clear and comparison.counts.total.a != comparison.counts.total.b:
        notes.append("Chance alone could explain a change of this size.")
    return tuple(notes)


def details(comparison: Comparison) -> tuple[str, ...]:
    """How the comparison was made, for those who check it."""
    return (
        "Counted is each incident once, however many sources report it, if at least one source that carries the comparison reports it.",
        "A source carries it when it watched the waters of both sides on all days compared, but for a tenth of them, at most ten, at "
        "either end. Its silences are found in its own reports; one in a single sea region counts where that region alone is compared.",
        METHOD,
        "No percentage is stated on fewer than five incidents, or above 1,000%.",
    )


def subject(comparison: Comparison) -> str:
    """The kinds of incident compared: `Incidents`, `Stowaway`, `Piracy and Cyber`."""
    return join_words([CATEGORY[code].title for code in comparison.request.categories]) if comparison.request.categories else "Incidents"


def side_titles(comparison: Comparison) -> tuple[str, str]:
    """Short names of both sides: what differs between them."""
    a, b = comparison.a, comparison.b
    if comparison.request.has_same_waters:
        title_a, title_b = comparison.watch.span_titles
        return title_a, title_b.removeprefix("the ")
    if comparison.request.has_same_days:
        return waters_of(comparison, a), waters_of(comparison, b)
    return f"{waters_of(comparison, a)}, {a.span}", f"{waters_of(comparison, b)}, {b.span}"


def waters_of(comparison: Comparison, side: Side) -> str:
    """The waters of a side; where all are asked for and no source watches all, those that the sources watch."""
    titles = {code: region.title for code, region in comparison.choices.regions.items()}
    areas = {
        area: (title, tuple(code for code, region in comparison.choices.regions.items() if region.area == area))
        for area, title in AREAS.items()
    }
    carriers = comparison.watch.carriers
    if not side.waters and carriers and all(watch.regions is not None for watch in carriers):
        return "Watched waters"
    return waters_title(side.waters, titles, areas)


def _counts_in_words(comparison: Comparison, count_a: int, count_b: int) -> str:
    a, b = comparison.a, comparison.b
    kind = "" if not comparison.request.categories else f" ({subject(comparison)})"
    if comparison.request.has_same_waters:
        spans = [in_span(title) for title in comparison.watch.span_titles]
        return f"{waters_of(comparison, a)}{kind}: {_incidents(count_a)} {spans[0]}, {count_b:,} {spans[1]}"
    title_a, title_b = waters_of(comparison, a), waters_of(comparison, b)
    if comparison.request.has_same_days:
        return f"{a.span}{kind}: {_incidents(count_a)} in {title_a}, {count_b:,} in {title_b}"
    return f"{title_a} {a.span_in_sentence}{kind}: {_incidents(count_a)}; {title_b} {b.span_in_sentence}: {count_b:,}"


def _refusal(comparison: Comparison) -> str:
    counts = _counts_in_words(comparison, comparison.counts.all_a, comparison.counts.all_b)
    if comparison.request.has_same_waters and not comparison.counts.all_a + comparison.counts.all_b:
        spans = f"{comparison.a.span_in_sentence} or {comparison.b.span_in_sentence}"
        counts = f"{waters_of(comparison, comparison.a)}: no incident is known {spans}"
    watched = _watch_in_words(comparison.request.a, comparison.watch_a), _watch_in_words(comparison.request.b, comparison.watch_b)
    return f"{counts}. No percentage: no source watched both sides on equal days ({watched[0]}; {watched[1]})."


def _watch_in_words(side: Side, watch: RegionWatch) -> str:
    if watch.whole:
        return f"{side.span}: {join_words(watch.whole)}"
    return f"{side.span}: {f'{join_words(watch.partly)} in part' if watch.partly else 'not watched'}"


def _alone(comparison: Comparison) -> str:
    """Said of sources that carry the comparison where others watched one side only."""
    if not comparison.watch.left_out:
        return ""
    carriers = comparison.watch.carriers
    return f" alone, which watched both {'sides' if not comparison.request.has_same_waters else 'spans'}" if len(carriers) == 1 else ""


def _watched(watch: SourceWatch, comparison: Comparison) -> str:
    asked = comparison.request
    first, last = min(asked.a.days[0], asked.b.days[0]), max(asked.a.days[1], asked.b.days[1])
    return watched_in_words(watch, first, last)


def _incidents(count: int) -> str:
    return f"{count:,} incident{'' if count == 1 else 's'}"
