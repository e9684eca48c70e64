"""Answers in HTML: templates filled in and escaped, with headers of their own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
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
        .render(title=title, base=request.scope.get("root_path", ""), style=_style(), country=settings.load().data_country, **values)
    )
    headers = {"cache-control": "no-store", POLICY: _policy()}
    return HTMLResponse(content, status, headers)


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _style() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """Nothing may be loaded or run; the one style is allowed by its hash, and forms lead here alone."""
    style = hash_of_script(_style())
    return f"default-src 'none'; style-src {style}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
