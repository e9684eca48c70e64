"""The page *Port*: a port chosen by name, an address that opens the same, and everything unknown said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.pages.conftest import Open, said
from tests.support.map_page import address_parameters
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/port/page.py"


def test_a_port_is_chosen_and_its_address_opens_the_same(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    assert not at.exception
    assert "An example: choose your own port. Singapore, SG:" in said(at)
    assert address_parameters(at) == {}
    at.selectbox(key="port_choice").set_value("NGLOS").run()
    assert not at.exception
    assert "Lagos, NG:" in said(at) and "example" not in said(at)
    assert address_parameters(at) == {"port": "NGLOS"}
    assert len(at.get("deck_gl_json_chart")) == 1
    again = open_page(PAGE, port="nglos")
    assert said(again) == said(at)


def test_without_counted_calls_the_level_is_relative_and_says_why(published: Publish, open_page: Open) -> None:
    published()
    words = said(open_page(PAGE, port="SGSIN"))
    assert "Ships that call here are not counted" in words and "How they came aboard is not a field" in words
    assert "per 1,000 calls" not in words


@pytest.mark.parametrize("port", ["XXXXX", "<script>", "'; DROP TABLE x; --", "é" * 300])
def test_an_address_that_names_no_port_shows_the_example_and_says_so(port: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, port=port)
    assert not at.exception
    assert "The address names no port that is known here" in said(at)
