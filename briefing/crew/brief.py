"""What the crew is told of a voyage: what may happen, where and when, what to look out for, what to do, whom to call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analytics.voyage.assessment import LegAssessment, VoyageAssessment
from analytics.voyage.security.threats import threats_of
from briefing.crew.texts import CrewTexts
from briefing.deck.reporting_centres import centres_for
from warehouse.contract.dates import day_in_words
from warehouse.contract.taxonomy import TLP_CODE

MARK: Final = "AMBER"
"""A crew may be another company's: it is told what it needs to know, and nobody else."""
MOST_KINDS: Final = 3
MOST_LEGS: Final = 5
MOST_UNKNOWN: Final = 6
MOST_CENTRES: Final = 3
STEPS: Final = ("step1", "step2", "step3", "step4", "step5", "step6")


@dataclass(frozen=True, slots=True)
class CrewBrief:
    """The page, ready to be printed: `legs` in the order of the voyage, `unknown` empty where all waters are known, `calls` with name and
    number. `about` says how widely
    it may go and what it rests on; `receipt` are title, sentence and the heads of the receipt list."""

    code: str
    title: str
    route: str
    heads: dict[str, str]
    what: tuple[str, ...]
    legs: tuple[str, ...]
    unknown: str
    look: tuple[str, ...]
    steps: tuple[str, ...]
    bridge: str
    safe_place: str
    master_calls: str
    calls: tuple[tuple[str, str], ...]
    checked: str
    about: str
    receipt: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that is to be read as sentences."""
        return (*self.what, *self.legs, *filter(None, [self.unknown]), *self.look, *self.steps, self.checked)


def compose_brief(assessment: VoyageAssessment, texts: CrewTexts) -> CrewBrief:
    """The brief in a language."""
    words = texts.texts
    kinds = Counter[str]()
    for threat in threats_of(assessment):
        if threat.recorded:
            kinds[threat.kind.code] += threat.recorded
    named = [code for code, _ in kinds.most_common(MOST_KINDS)]
    passage = assessment.passage
    origin, destination = (passage.route.waypoints[place].name for place in (0, -1))
    centres = centres_for({leg.leg.region for leg in assessment.legs if leg.leg.region})[:MOST_CENTRES]
    checked = min(centre.checked for centre in centres)
    return CrewBrief(
        code=texts.code,
        title=words["title"],
        route=words["route"].format(origin=origin, destination=destination, start=_moment(passage.departure), end=_moment(passage.arrival)),
        heads={name: words[name] for name in ("what", "where", "look", "order", "call")},
        what=tuple(words[code] for code in named) or (words["nothing"],),
        legs=tuple(_leg_line(leg, words["leg"]) for leg in _legs_to_name(assessment)),
        unknown=_unknown_line(assessment, words["unknown"]),
        look=tuple(words[f"look_{code}"] for code in named or ["boarding"]),
        steps=tuple(words[step] for step in STEPS),
        bridge=words["bridge"],
        safe_place=words["safe_place"],
        master_calls=words["master_calls"],
        calls=tuple((centre.title.split(",")[0], centre.telephone) for centre in centres),
        checked=words["checked"].format(day=day_in_words(checked)),
        about=f"{TLP_CODE[MARK].title}. Anchorwatch, {day_in_words(assessment.ground.day)}. {', '.join(assessment.ground.sources)}.",
        receipt=tuple(words[name] for name in ("receipt_title", "receipt_text", "name", "rank", "date", "signature")),
    )


def _legs_to_name(assessment: VoyageAssessment) -> list[LegAssessment]:
    """The known legs with incidents, those with most harm expected, in the order of the voyage."""
    known = [leg for leg in assessment.legs if leg.evidence.year and not leg.is_unknown]
    worst = sorted(known, key=lambda leg: -leg.harm)[:MOST_LEGS]
    return sorted(worst, key=lambda leg: leg.leg.number)


def _leg_line(leg: LegAssessment, text: str) -> str:
    own = leg.leg
    return text.format(
        place=own.title, start=_moment(own.start), end=_moment(own.end), dark=f"{own.night_hours:.0f}", hours=f"{own.hours:.0f}"
    )


def _unknown_line(assessment: VoyageAssessment, text: str) -> str:
    places = list(dict.fromkeys(leg.leg.title for leg in assessment.legs if leg.is_unknown))
    if not places:
        return ""
    more = f" (+{len(places) - MOST_UNKNOWN})" if len(places) > MOST_UNKNOWN else ""
    return text.format(places=f"{', '.join(places[:MOST_UNKNOWN])}{more}")


def _moment(moment: datetime) -> str:
    """`28 Jun 02:00`, short enough for a line."""
    return f"{moment.day} {moment:%b %H:%M}"
