"""Which port the page shows, and how that is written in its address: `port?port=NGLOS`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pages.shell.address import Address
from warehouse.reference.ports import ports_by_locode

EXAMPLE: Final = "SGSIN"


@dataclass(frozen=True, slots=True)
class PortView:
    """`locode` is a UN/LOCODE of the bundled ports; empty for the example that the page opens with."""

    locode: str = ""

    @property
    def shown(self) -> str:
        """The port that is shown."""
        return self.locode or EXAMPLE

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: none for the example."""
        return {"port": self.locode} if self.locode else {}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[PortView, tuple[str, ...]]:
        """The view that an address names, and a note where it names no port. Never fails."""
        locode = query.get("port", "").upper()
        if locode and locode not in ports_by_locode():
            return cls(), ("The address names no port that is known here under “port” (expected: a UN/LOCODE such as NGLOS).",)
        return cls(locode), ()


ADDRESS: Final = Address("port", ("port",), PortView())
