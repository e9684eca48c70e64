"""What the API says of itself, against what it serves."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import jsonschema
import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from api.features.about import CONFORMS_TO
from api.mounted import api_routes
from pages.shell.page_links import API_DOCUMENTATION


@pytest.fixture
def description(client: TestClient) -> dict[str, Any]:
    answer = client.get("openapi")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    content: dict[str, Any] = answer.json()
    return content


def served_paths() -> set[tuple[str, str]]:
    """Method and path of every route."""
    [mount] = [route for route in api_routes(lambda: False) if isinstance(route, Mount)]
    routes = [route for route in mount.routes if isinstance(route, Route)]
    return {(method, route.path.replace(":path}", "}")) for route in routes for method in (route.methods or set()) - {"HEAD"}}


def as_json_schema(schema: Any) -> Any:
    """A schema of OpenAPI 3.0 as JSON schema: there, null is a type."""
    if isinstance(schema, list):
        return [as_json_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: as_json_schema(part) for name, part in schema.items() if name != "nullable"}
    return {**parts, "type": [parts["type"], "null"]} if schema.get("nullable") is True else parts


def test_every_route_is_described_and_everything_described_is_served(description: dict[str, Any]) -> None:
    described = {(method.upper(), path) for path, methods in description["paths"].items() for method in methods}
    assert described == served_paths()
    names = [operation["operationId"] for methods in description["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))
    assert description["servers"][0]["url"] == "http://localhost/api/v1"


def example_path(client: TestClient, path: str) -> str:
    """A path that can be asked, with the parameters that it cannot be asked without."""
    if path.startswith("/changes"):
        return f"{path}?since=2026-10-01"
    if "{feature_id}" not in path:
        return path
    features = client.get(path.replace("/{feature_id}", "?limit=1")[1:]).json()["features"]
    return path.replace("{feature_id}", features[0]["id"])


def test_answers_are_as_their_schema_says(client: TestClient, description: dict[str, Any]) -> None:
    for path, methods in description["paths"].items():
        if "get" not in methods:
            continue
        for media_type, content in methods["get"]["responses"]["200"]["content"].items():
            answer = client.get(example_path(client, path)[1:] or "/", headers={"accept": media_type})
            assert answer.status_code == 200, path
            assert answer.headers["content-type"].split(";")[0] == media_type.split(";")[0], path
            if "json" in media_type:
                jsonschema.validate(answer.json(), as_json_schema(content["schema"]), jsonschema.Draft202012Validator)


def test_every_example_of_a_parameter_is_taken(client: TestClient, description: dict[str, Any]) -> None:
    """Each code that the description offers is one that the server knows."""
    parameters = description["paths"]["/collections/incidents/items"]["get"]["parameters"]
    asked = 0
    for parameter in parameters:
        schema = parameter["schema"]
        for code in (schema.get("enum") or schema.get("items", {}).get("enum") or ())[:3]:
            assert client.get("collections/incidents/items", params={parameter["name"]: code, "limit": 1}).status_code == 200
            asked += 1
    assert asked > 20


def test_only_what_is_described_is_taken(client: TestClient, description: dict[str, Any]) -> None:
    for path, methods in description["paths"].items():
        if "get" in methods:
            answer = client.get(example_path(client, path)[1:] or "/", params={"no_such": "1"})
            assert answer.status_code == 400, path
            assert "no_such" in answer.json()["detail"]


def test_the_classes_named_have_what_they_ask_for(client: TestClient) -> None:
    """What a client finds by following the links of a landing page, for each class that the server claims."""
    links = {link["rel"]: link for link in client.get("").json()["links"]}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= set(links)
    assert client.get(links["conformance"]["href"]).json()["conformsTo"] == list(CONFORMS_TO)
    for collection in client.get(links["data"]["href"]).json()["collections"]:
        own = {link["rel"]: link["href"] for link in collection["links"]}
        page = client.get(own["items"].removesuffix("?f=html"), params={"limit": 1}).json()
        assert {"self", "alternate", "next"} <= {link["rel"] for link in page["links"]}
        queryables = client.get(own["http://www.opengis.net/def/rel/ogc/1.0/queryables"])
        assert queryables.headers["content-type"] == "application/schema+json"
        assert set(queryables.json()["properties"]) - {"geometry"} == set(page["features"][0]["properties"])


class _Outside(HTMLParser):
    """Everything that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "link", "iframe", "object", "embed"):
            self.loaded.append(tag)


def test_pages_lead_to_the_documentation(client: TestClient) -> None:
    assert client.get(f"http://localhost{API_DOCUMENTATION}").status_code == 200


def test_the_documentation_explains_every_operation_and_loads_nothing(client: TestClient, description: dict[str, Any]) -> None:
    page = client.get("documentation").text
    outside = _Outside()
    outside.feed(page)
    assert outside.loaded == []
    assert not re.search(r"@import|url\(", page)
    for path, methods in description["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page
