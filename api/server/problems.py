"""Errors as RFC 9457 has them: one JSON object that says what happened and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import orjson
from starlette.responses import Response

MEDIA_TYPE: Final = "application/problem+json"


class Problem(Exception):
    """Why a request is not answered. `detail` is one or two sentences for whoever asked."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, dict(headers or {})


def problem_response(problem: Problem) -> Response:
    """The answer that states a problem."""
    content = {"type": "about:blank", "title": HTTPStatus(problem.status).phrase, "status": problem.status, "detail": problem.detail}
    headers = {"cache-control": "no-store", **problem.headers}
    return Response(orjson.dumps(content), problem.status, headers, MEDIA_TYPE)


def bad_parameter(name: str, detail: str) -> Problem:
    """400 for a parameter; `detail` says what is expected."""
    return Problem(400, f"The parameter “{name}” {detail}")
