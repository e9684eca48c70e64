"""What the page of advisories shows, and how that is written in its address: `advisories?region=gulf_of_aden&kind=warning&q=mine`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from analytics.advisories.standing import AdvisoryFilter
from pages.shell.address import REGION, Address
from warehouse.contract.taxonomy import ADVISORY_KIND

_LONGEST: Final = 2_000
LONGEST_WORDS: Final = 80


@dataclass(frozen=True, slots=True)
class AdvisoriesView(AdvisoryFilter):
    """What the reader asks for, to and from the address."""

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: only what is set."""
        lists = {REGION: self.regions, "source": self.sources, "kind": self.kinds}
        query = {name: ",".join(codes) for name, codes in lists.items()} | {"q": self.words}
        return {name: value for name, value in query.items() if value}

    @classmethod
    def from_query(
        cls, query: Mapping[str, str], regions: Collection[str], sources: Collection[str]
    ) -> tuple[AdvisoriesView, tuple[str, ...]]:
        """The view that an address names, and a note for each part that was ignored. Never fails."""
        notes: list[str] = []

        def codes(name: str, known: Collection[str], what: str) -> tuple[str, ...]:
            words = [word.strip() for word in query.get(name, "")[:_LONGEST].split(",") if word.strip()]
            if any(word not in known for word in words):
                notes.append(f"The address names {what} under “{name}” that is not known here; it was ignored.")
            return tuple(dict.fromkeys(word for word in words if word in known))

        view = cls(
            codes(REGION, regions, "a sea region"),
            codes("source", sources, "a source"),
            codes("kind", ADVISORY_KIND, "a kind"),
            " ".join(query.get("q", "").split())[:LONGEST_WORDS],
        )
        return view, tuple(notes)


ADDRESS: Final = Address("advisories", (REGION, "source", "kind", "q"), AdvisoriesView())


def read_address(regions: Collection[str], sources: Collection[str]) -> tuple[AdvisoriesView, tuple[str, ...]]:
    """The view of this run, and what of the address was ignored."""
    ADDRESS.read(lambda query: AdvisoriesView.from_query(query, regions, sources))
    return ADDRESS.state, ADDRESS.notes
