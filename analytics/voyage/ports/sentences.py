"""A port in words: one answer for the first screen, and what stands under Details."""

from __future__ import annotations

from typing import Final

from analytics.describe.words import join_words
from analytics.voyage.ports import facts
from analytics.voyage.ports.picture import NEAR_NM, WIDE_NM, PortPicture, PortRank
from warehouse.contract.dates import day_in_words
from warehouse.reference.ports import ports_by_locode

MOST_NAMED: Final = 2
METHOD: Final = (
    "The position of a port is that of the bundled list, one point for a harbour that may be miles wide. An incident belongs to the "
    "nearest port, so those at an anchorage between two ports are told apart by distance alone. A place among ports compares numbers of "
    "incidents, not of ships: busy ports rank high for that reason alone."
)


def answer(picture: PortPicture) -> str:
    """How much was recorded near the port and whose it is; first of all whether anybody watches."""
    port, waters = picture.port.title, picture.region_title
    if picture.until is None:
        return f"{port}: nobody has ever watched {waters}. What happens there is unknown, not calm."
    if not picture.is_watched_now:
        return (
            f"{port}: nobody has watched {waters} since {day_in_words(picture.until)}: what happens now is unknown. "
            f"{_recorded(picture, 'In the three years before,')}"
        )
    return f"{port}: {_recorded(picture, f'in the three years to {day_in_words(picture.last)},')}"


def _recorded(picture: PortPicture, when: str) -> str:
    count = len(picture.near)
    if not count:
        return f"{when} no incident was recorded within {NEAR_NM:.0f} nm. {picture.watch.who_watched} That does not make it safe."
    were = "1 incident was" if count == 1 else f"{count:,} incidents were"
    partly = "" if picture.watch.whole else " These waters were watched only in part, so there may have been more."
    return f"{when} {were} recorded within {NEAR_NM:.0f} nm{_of_others(picture)}.{_passing(picture)}{partly}"


def _passing(picture: PortPicture) -> str:
    """That most ships were under way, where they were: off a strait they only pass the port."""
    lying, stated = facts.lying_share(picture.near)
    underway = stated - lying
    return f" {underway:,} ships were under way, perhaps only passing." if underway > lying else ""


def _of_others(picture: PortPicture) -> str:
    """`, of which 3 nearer to Apapa, NG and 1 to another port`; empty where all are the port's own."""
    others = list(picture.others_near.items())
    if not others:
        return ""
    named = [f"{count:,} to {ports_by_locode()[locode].title}" for locode, count in others[:MOST_NAMED]]
    named[0] = named[0].replace(" to ", " nearer to ", 1)
    rest = sum(count for _, count in others[MOST_NAMED:])
    return f", of which {join_words([*named, f'{rest:,} to other ports'] if rest else named)}"


def standing(picture: PortPicture) -> str:
    """`3 of its own, more than at 99% of other ports`; without a place among ports, how many lie within WIDE_NM."""
    rank = picture.rank
    if rank is None:
        return f"{len(picture.incidents):,} within {WIDE_NM:.0f} nm; no place among ports"
    if not rank.incidents:
        return "none of its own: all nearer to other ports"
    return f"{rank.incidents:,} of its own, more than at {_share(rank)} of other ports"


def _share(rank: PortRank) -> str:
    return "all" if rank.fewer == rank.others else f"{min(rank.share, 0.99):.0%}"


def rank_sentence(picture: PortPicture) -> str:
    """The relative level, or why there is none."""
    rank = picture.rank
    if rank is None:
        return "These waters were not watched on all days of the three years, so the port has no place among others."
    if not rank.incidents:
        return f"No incident recorded is nearest to this port, as at {rank.without:,} of {rank.others:,} other ports in watched waters."
    return f"Nearest to it are {rank.incidents:,} incidents, more than at {rank.fewer:,} of {rank.others:,} other ports in watched waters."


def hours_sentence(picture: PortPicture) -> str:
    """`Of 24 with a known hour, 19 were at night (20:00 to 06:00 by the local sun).`"""
    at_night, known = facts.night_share(picture.near)
    if known < facts.FEWEST_HOURS:
        return f"The hour is known of {known:,} of {len(picture.near):,}: too few to tell day from night."
    return f"Of {known:,} with a known hour, {at_night:,} were at night ({facts.NIGHT[0]}:00 to 0{facts.NIGHT[1]}:00 by the local sun)."


def neighbours_sentence(picture: PortPicture) -> str:
    """The other ports within WIDE_NM, nearest first, each with the incidents that are nearer to it."""
    if not picture.neighbours:
        return f"No other port of the list lies within {WIDE_NM:.0f} nm."
    each = [f"{other.port.title} ({other.nm:.0f} nm, {other.incidents:,})" for other in picture.neighbours[:8]]
    more = len(picture.neighbours) - 8
    rest = f", and {more} more" if more > 0 else ""
    return f"Other ports within {WIDE_NM:.0f} nm, with the incidents nearest to them: {join_words(each)}{rest}."
