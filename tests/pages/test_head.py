"""What the server puts into the head of a document, and that it touches nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from pages.server import document_head

PAGE = "<html><head><title>x</title></head><body></head></body></html>"


def ask(response: Response, accept: str = "text/html,*/*", **headers: str) -> tuple[dict[str, str], bytes, dict[str, str]]:
    """Headers and body of an answer through the middleware, and the headers that the program behind it was asked with."""
    asked: dict[str, str] = {}
    sent: list[Message] = []

    async def program(scope: Scope, receive: Receive, send: Send) -> None:
        asked.update({name.decode(): value.decode() for name, value in scope["headers"]})
        await response(scope, receive, send)

    async def receive() -> Message:
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in {"accept": accept, **headers}.items()]
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/trends", "query_string": b"", "headers": given}
    asyncio.run(document_head.StyleInHead(program)(scope, receive, send))
    shown = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return shown, b"".join(one.get("body", b"") for one in sent[1:]), asked


def test_a_document_gets_the_head_once_and_its_true_length() -> None:
    headers, body, _ = ask(HTMLResponse(PAGE, headers={"ETag": "1", "Last-Modified": "now"}))
    assert body == PAGE.replace("</head>", f"{document_head.style_element()}{document_head.script_element()}</head>", 1).encode()
    assert headers["content-length"] == str(len(body))
    assert not {"etag", "last-modified"} & headers.keys()


def test_a_document_in_parts_is_put_together() -> None:
    async def parts() -> Any:
        for number in range(0, len(PAGE), 7):
            yield PAGE[number : number + 7]

    _, body, _ = ask(StreamingResponse(parts(), media_type="text/html"))
    assert body == PAGE.replace("</head>", f"{document_head.style_element()}{document_head.script_element()}</head>", 1).encode()


def test_a_browsers_older_copy_is_not_confirmed() -> None:
    _, _, asked = ask(HTMLResponse(PAGE), if_none_match="1", accept_encoding="gzip", cookie="a=b", range="bytes=9-")
    assert asked == {"accept": "text/html,*/*", "cookie": "a=b", "range": "bytes=9-"}, "a download that goes on still can"


@pytest.mark.parametrize(
    ("response", "accept"),
    [
        (PlainTextResponse("</head>"), "text/html"),
        (HTMLResponse(PAGE), "application/json"),
        (HTMLResponse(PAGE), "*/*"),
        (StreamingResponse(iter(["</head>", "</head>"]), media_type="text/csv"), "text/html"),
    ],
)
def test_all_else_stays_as_it_is(response: Response, accept: str) -> None:
    _, body, _ = ask(response, accept)
    assert body in (b"</head>", PAGE.encode(), b"</head></head>")


def test_the_rules_cannot_end_their_element() -> None:
    assert document_head.style_element().count("</style") == 1
    assert document_head.script_element().count("</script") == 1
