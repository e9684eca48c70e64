"""Answers in HTML: templates filled in and escaped, with headers of their own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pages.server.security_headers import POLICY, hash_of_script
from warehouse.contract import settings

TEMPLATES: Final = Path(__file__).parent / "templates"


def html_page(request: Request, template: str, title: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from a template. Nobody keeps a copy of it: what stands in it may be a receipt, or what somebody wrote."""
    content = (
        _environment()
        .get_template(template)
        .render(title=title, base=request.scope.get("root_path", ""), country=settings.load().data_country, **values)
    )
    headers = {"cache-control": "no-store", POLICY: _policy()}
    return HTMLResponse(content, status, headers)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    # Our own files, which must stand there as they are for their hashes to hold.
    environment.globals |= {"style": Markup(_file("style.css")), "script": Markup(_file("proof.js"))}  # noqa: S704
    return environment


@cache
def _file(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """Nothing may be loaded; the one style and the one script are allowed by their hashes, and forms lead here alone."""
    style, script = hash_of_script(_file("style.css")), hash_of_script(_file("proof.js"))
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; img-src data:; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
