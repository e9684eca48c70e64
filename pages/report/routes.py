"""The routes of /report: choose a form, fill it in, check it, get a receipt; and what became of a report, by its receipt.

No answer depends on who asks: there is no cookie, no session, and an address is used for nothing but a count in memory.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import wraps
from typing import Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from members.errors import MembersError, NotAllowed
from members.reports import deeds
from members.reports.forms import FORMS, Form
from members.reports.identifying import Finding, find_identifying, mask
from members.reports.reading import Answers, read_answers
from members.reports.receipts import new_receipt
from pages.report import office
from pages.report.html_pages import html_page
from pages.shell import failures

MOST_BYTES: Final = 200_000
_STATE_IN_WORDS: Final = {
    "received": "waiting for an analyst",
    "accepted": "accepted",
    "accepted_with_doubt": "accepted, with lower credibility",
    "not_verifiable": "it could not be verified",
    "unfounded": "unfounded",
    "duplicate": "known already from another report",
    "spam": "not taken as a report",
}
_Sent = Mapping[str, Sequence[str]]
_Answer = Callable[[Request], Awaitable[Response]]


def _if_open(answer: _Answer) -> _Answer:
    """Answer only where the operator takes reports, and say plainly when they cannot be kept."""

    @wraps(answer)
    async def answer_if_open(request: Request) -> Response:
        if not office.is_open():
            return PlainTextResponse("This server does not take reports.\n", status_code=404)
        try:
            # Before anybody has written anything: without the key that the settings name, nothing could be kept.
            office.sealing()
            return await answer(request)
        except MembersError as error:
            failures.log(error)
            message = "Reports cannot be kept just now, and nothing was stored. Go back, and try again in a while."
            return html_page(request, "message.html", "Not kept", 503, message=message)

    return answer_if_open


@_if_open
async def choose_form(request: Request) -> Response:
    """The list of forms."""
    return html_page(request, "choose.html", "Report an incident", forms=FORMS.values())


@_if_open
async def fill_form(request: Request) -> Response:
    """An empty form, or what follows from one that was sent."""
    form = FORMS.get(request.path_params["form"])
    if form is None:
        return html_page(request, "message.html", "No such form", 404, message="There is no such form.")
    if request.method == "GET":
        return _show_form(request, form, {})
    sent = await _read_sent(request)
    if sent is None:
        return _show_form(request, form, {}, message="That was too much text for one report. Nothing was sent.", status=413)
    return await _take_form(request, form, sent)


async def _take_form(request: Request, form: Form, sent: _Sent) -> Response:
    token, step = _first(sent, "token"), _first(sent, "step")
    if not office.tokens().is_valid(token, form.code):
        message = "This form was open for too long, or has been sent already. Look through it and send it again."
        return _show_form(request, form, sent, message=message, status=403)
    answers = read_answers(form, sent, _today())
    if answers.problems or step == "edit":
        return _show_form(request, form, sent, answers.problems, status=422 if answers.problems else 200)
    findings = _identifying(form, answers)
    if findings and step == "check":
        shown = [(label, finding.what, text[finding.start : finding.end]) for label, text, finding in findings]
        known = {field.name: sent[field.name] for field in form.fields if field.name in sent}
        return html_page(request, "check.html", "Before you send it", form=form, findings=shown, sent=known, token=token)
    # A field that people do not see: only a machine fills it in. It is told the same as people are.
    if _first(sent, "website"):
        return html_page(request, "receipt.html", "Kept", receipt=new_receipt())
    if not office.limit().take(office.address_of(request)):
        message = "Too many reports came in this hour, so yours was not sent. Try again later; if it is urgent, call your reporting centre."
        return _show_form(request, form, sent, message=message, status=429)
    if step == "mask":
        answers = _masked(form, answers)
    return await _keep(request, form, answers, token)


async def _keep(request: Request, form: Form, answers: Answers, token: str) -> Response:
    if not office.tokens().take(token, form.code):
        return html_page(request, "message.html", "Sent already", 409, message="This report has been sent already, and is kept once.")
    try:
        receipt = await run_in_threadpool(deeds.send_report, office.store(), form, answers, sealing=office.sealing(), today=_today())
    except BaseException:
        office.tokens().give_back(token, form.code)
        raise
    return html_page(request, "receipt.html", "Kept", receipt=receipt)


@_if_open
async def show_receipt(request: Request) -> Response:
    """What became of a report, and the questions on it; words that were added are kept."""
    if request.method == "GET":
        return _show_status(request, None, "")
    sent = await _read_sent(request)
    if sent is None or not office.tokens().take(_first(sent, "token"), "receipt"):
        return _show_status(request, None, "", message="This page was open for too long. Please try again.", status=403)
    receipt, words = _first(sent, "receipt"), _first(sent, "words")
    if not office.receipt_limit().take(office.address_of(request)):
        return _show_status(request, None, "", message="Too many receipts were tried within the last hour. Wait a while.", status=429)
    message = ""
    if words.strip():
        try:
            await run_in_threadpool(deeds.answer_question, office.store(), receipt, words, _today())
        except NotAllowed as error:
            message = str(error)
    status = await run_in_threadpool(deeds.status_of, office.store(), receipt)
    if status is None:
        return _show_status(request, None, receipt, message="This is not a receipt. Check its letters and digits.", status=404)
    return _show_status(request, status, receipt, message=message)


def _show_form(
    request: Request, form: Form, sent: _Sent, problems: Mapping[str, str] | None = None, message: str = "", status: int = 200
) -> HTMLResponse:
    token = office.tokens().give(form.code)
    return html_page(
        request, "form.html", form.title, status, form=form, sent=sent, problems=problems or {}, message=message, token=token
    )  # fmt: skip


def _show_status(request: Request, found: deeds.ReportStatus | None, receipt: str, message: str = "", status: int = 200) -> HTMLResponse:
    state = _STATE_IN_WORDS[found.state] if found else ""
    token = office.tokens().give("receipt")
    values = {"found": found, "state": state, "receipt": receipt, "message": message, "token": token}
    return html_page(request, "status.html", "Your report", status, **values)


async def _read_sent(request: Request) -> dict[str, list[str]] | None:
    """The form that was sent, by name; None where it is larger than any report. Never written to a file, as uploads would be."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=300)
    except ValueError:
        return None


def _first(sent: _Sent, name: str) -> str:
    return next(iter(sent.get(name, ())), "")


def _identifying(form: Form, answers: Answers) -> list[tuple[str, str, Finding]]:
    """What in the texts that will be kept could identify somebody: label of the question, its text, and where."""
    named = [str(answers.values[field.name]) for field in form.fields if field.identifies and field.name in answers.values]
    texts = [
        (field.label, str(answers.values[field.name]))
        for field in form.fields
        if field.kind in ("text", "long_text") and not field.identifies and field.name in answers.values
    ]
    return [(label, text, finding) for label, text in texts for finding in find_identifying(text, named)]


def _masked(form: Form, answers: Answers) -> Answers:
    named = [str(answers.values[field.name]) for field in form.fields if field.identifies and field.name in answers.values]
    masked = {
        field.name: mask(text, find_identifying(text, named))
        for field in form.fields
        if field.kind in ("text", "long_text") and not field.identifies and (text := answers.values.get(field.name))
    }
    return Answers({**answers.values, **masked}, {})


def _today() -> date:
    return datetime.now(UTC).date()


ROUTES: Final = (
    Route("/report", choose_form, methods=["GET"]),
    Route("/report/receipt", show_receipt, methods=["GET", "POST"]),
    Route("/report/{form}", fill_form, methods=["GET", "POST"]),
)
