"""A message in words: its subject, its text, and the short form for a ship's mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from members.alerts.messages.content import Item, gravest_first
from warehouse.contract.taxonomy import MARKS, TLP_CODE

MOST_ITEMS: Final = 40
"""Items told in full in one message; of more, the number."""
LONGEST_SHORT: Final = 599
LONGEST_SUBJECT: Final = 150
SIMULATED: Final = "SIMULATED DATA"


@dataclass(frozen=True, slots=True)
class Digest:
    """What one message tells one reader.

    `hidden`: pieces of news marked too narrowly to leave the server. `why`: the name of the rule by news id. `address`: the server's.
    """

    items: tuple[Item, ...]
    hidden: int
    why: dict[str, str]
    address: str
    is_simulated: bool

    @property
    def mark(self) -> str:
        """The narrowest TLP mark among the items."""
        return max((item.tlp for item in self.items), key=MARKS.index, default=MARKS[0])

    @property
    def sorted_items(self) -> list[Item]:
        """The gravest first."""
        return gravest_first(self.items)


def subject_of(digest: Digest) -> str:
    """`[TLP:AMBER] New: Boarded, underway, Singapore Strait, 30 November 2026 (and 2 more)`, on one line."""
    items, total = digest.sorted_items, len(digest.items) + digest.hidden
    simulated = f"[{SIMULATED}] " if digest.is_simulated else ""
    if not items:
        return f"{simulated}{_alerts(total)} on your Anchorwatch server"
    more = f" (and {total - 1} more)" if total > 1 else ""
    beginning = f"[{TLP_CODE[digest.mark].title}] {simulated}"
    return f"{beginning}{_cut(items[0].headline, LONGEST_SUBJECT - len(beginning) - len(more))}{more}"


def full_text(digest: Digest, stop_address: str) -> str:
    """All that a mail says: each item with its facts, the rule that asked for it, and how to stop."""
    items = digest.sorted_items
    parts = [f"{SIMULATED}: none of this has happened."] if digest.is_simulated else []
    parts += [_paragraph(item, digest) for item in items[:MOST_ITEMS]]
    if len(items) > MOST_ITEMS:
        parts.append(f"{_alerts(len(items) - MOST_ITEMS)} more: {digest.address}/alerts")
    if digest.hidden:
        parts.append(_hidden_line(digest))
    if items:
        parts.append(f"{TLP_CODE[digest.mark].title}. {TLP_CODE[digest.mark].definition}")
    parts.append(f"Your rules, and how you are told: {digest.address}/alerts\nStop all mails of alerts: {stop_address}")
    return "\n\n".join(parts) + "\n"


def short_text(digest: Digest, stop_address: str = "") -> str:
    """One paragraph of less than 600 characters for a master on a slow link: whole items only, the gravest first, and how many more."""
    items = digest.sorted_items
    beginning = f"{SIMULATED}. " if digest.is_simulated else ""
    beginning += f"{TLP_CODE[digest.mark].title}. " if items else ""
    end = f" Stop: {stop_address}" if stop_address else ""
    total = len(items) + digest.hidden
    told: list[str] = []
    for item in items:
        piece = _short_item(item, digest)
        rest = total - len(told) - 1
        if len(" ".join([beginning, *told, piece])) + len(_rest(rest)) + len(end) > LONGEST_SHORT:
            break
        told.append(piece)
    if items and not told:
        # Even one is too long: its headline alone.
        room = LONGEST_SHORT - len(beginning) - len(_rest(total - 1)) - len(end) - 2
        told = [f"{_cut(items[0].headline, room)}."]
    return f"{beginning}{' '.join(told)}{_rest(total - len(told))}{end}".strip()


def _short_item(item: Item, digest: Digest) -> str:
    rule = digest.why.get(item.told.news_id, "")
    facts = [fact for fact in item.facts if not fact.startswith("Sea region")]
    return f"{item.headline}. {'. '.join(facts)}.{f' Rule: {_cut(rule, 40)}.' if rule else ''}"


def _paragraph(item: Item, digest: Digest) -> str:
    rule = digest.why.get(item.told.news_id)
    why = item.why or (f'the rule "{rule}"' if rule else "a rule that no longer watches for you")
    mark = TLP_CODE[item.tlp].title
    return "\n".join(
        (item.headline, *(f"  {fact}" for fact in item.facts), f"  {mark}", f"  Why you are told: {why}", f"  {digest.address}/{item.path}")
    )


def _hidden_line(digest: Digest) -> str:
    return f"{_alerts(digest.hidden)} marked too narrowly to be sent: {digest.address}/alerts"


def _rest(number: int) -> str:
    return f" {number} more on the server." if number else ""


def _alerts(number: int) -> str:
    return "1 alert" if number == 1 else f"{number:,} alerts"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: max(longest - 1, 0)].rstrip()}…"
