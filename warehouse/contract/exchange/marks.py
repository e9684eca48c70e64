"""The marks of the Traffic Light Protocol as STIX 2.1 and MISP write them."""

from __future__ import annotations

from typing import Final

TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
"""OASIS's extension of STIX 2.1 by the marks of TLP 2.0."""

STIX_MARKING: Final = {
    "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
"""The ids that OASIS gave the marks of TLP 2.0."""

STIX_MARKING_OF_TLP_1: Final = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "CLEAR",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "GREEN",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "AMBER",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "RED",
}
"""The ids of TLP 1, in the STIX 2.1 standard itself (7.2.1.4), as the marks of TLP 2.0 that took their place."""


def misp_tag(mark: str) -> str:
    """`tlp:amber+strict`, as MISP's taxonomy of TLP writes it."""
    return f"tlp:{mark.lower()}"
