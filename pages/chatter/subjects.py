"""What threads are about, as far as the reader may see it: asked of the reader's own view, so that no title comes from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.incidents.incident_card import incident_in_words
from pages.shell import data, page_links
from pages.shell.text import Markdown, plain
from warehouse.contract.snapshot import SnapshotError
from warehouse.contract.taxonomy import MARKS
from warehouse.queries.advisories.advisories import all_advisories
from warehouse.queries.incidents.incidents import incident_by_id
from warehouse.reference import geography
from warehouse.reference.ports import ports_by_locode

KIND_IN_WORDS = {"incident": "an incident", "region": "a sea region", "port": "a port", "advisory": "an advisory"}


@dataclass(frozen=True, slots=True)
class ShownSubject:
    """A title, the address of its page, and the strictest mark under which it is known."""

    title: str
    address: Markdown
    mark: str


def shown_subject(kind: str, subject_id: str) -> ShownSubject | None:
    """What a thread is about; None where there is no such thing that this reader may see."""
    if kind == "region":
        region = geography.sea_regions().get(subject_id)
        return ShownSubject(region.title, page_links.region_link(subject_id), MARKS[0]) if region else None
    if kind == "port":
        port = ports_by_locode().get(subject_id)
        return ShownSubject(port.title, page_links.port_link(subject_id), MARKS[0]) if port else None
    try:
        snapshot = data.snapshot()
    except SnapshotError:
        return None
    if kind == "incident":
        incident = data.query(incident_by_id, snapshot, subject_id)
        if incident is None:
            return None
        return ShownSubject(incident_in_words(incident), page_links.incident_link(incident["incident_id"]), incident["tlp"])
    for advisory in data.query(all_advisories, snapshot) if kind == "advisory" else ():
        if advisory.advisory_id == subject_id:
            return ShownSubject(advisory.title, Markdown("advisories"), advisory.tlp)
    return None


def about_in_words(kind: str, subject_id: str) -> Markdown:
    """`about [title](address)`, or what kind of thing it is about where the reader may not see it."""
    subject = shown_subject(kind, subject_id)
    if subject is None:
        return plain(f"about {KIND_IN_WORDS.get(kind, 'something')} that is not among what you may see now")
    address: Markdown = subject.address
    return Markdown(f"about [{plain(subject.title)}]({address})")
