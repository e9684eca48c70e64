"""The API as an application that app.py joins to the server."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from api.description.operations import description_operations
from api.operations import operations
from api.server.problems import Problem, problem_response
from api.server.serving import ADDRESS, endpoint


def api_routes(people_sign_in: Callable[[], bool]) -> list[BaseRoute]:
    """The API's routes for the server. `people_sign_in` says whether people sign in to this server, so that keys are asked for."""
    served = {operation.path: operation for operation in (*operations(), *description_operations())}
    routes = [
        Route(_route_path(path), endpoint(operation, people_sign_in), methods=[operation.method], name=operation.name)
        for path, operation in served.items()
    ]
    application = Starlette(routes=routes, exception_handlers={HTTPException: _refuse, Exception: _fail})
    # A mount does not answer its own address without a slash at the end, which is what people give to programs.
    return [Route(ADDRESS, endpoint(served["/"], people_sign_in)), Mount(ADDRESS, application)]


def _route_path(path: str) -> str:
    # Ids of reports may hold a slash.
    return path.replace("{feature_id}", "{feature_id:path}")


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem_response(Problem(404, f"There is nothing here. The API begins at {ADDRESS}/."))
    if error.status_code == 405:
        return problem_response(Problem(405, "This address does not answer such requests.", error.headers))
    return problem_response(Problem(error.status_code, str(error.detail), error.headers))


async def _fail(request: Request, error: Exception) -> Response:
    # Starlette raises it again once this has been sent, so that the log has it.
    return problem_response(Problem(500, "The server failed on this request; its operator finds the reason in the log."))
