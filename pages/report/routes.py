"""The routes of /report: choose a form, fill it in, find the place, check it, get a receipt.

No answer depends on who asks: there is no cookie, no session, and an address is used for nothing but a count in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from members.reports import deeds
from members.reports.forms import FORMS, Form
from members.reports.identifying import Finding, find_identifying, mask
from members.reports.proof_of_work import PARTS, ZERO_BITS, is_proof
from members.reports.reading import Answers, read_answers
from pages.report import office, receipt_routes, where
from pages.report.html_pages import html_page
from pages.report.sent import Sent, first, read_sent


@office.if_open
async def choose_form(request: Request) -> Response:
    """The list of forms."""
    return html_page(request, "choose.html", "Report an incident", forms=FORMS.values())


@office.if_open
async def fill_form(request: Request) -> Response:
    """An empty form, or what follows from one that was sent."""
    form = FORMS.get(request.path_params["form"])
    if form is None:
        return html_page(request, "message.html", "No such form", 404, message="There is no such form.")
    if request.method == "GET":
        return _show_form(request, form, {})
    sent = await read_sent(request)
    if sent is None:
        return _show_form(request, form, {}, message="That was too much text for one report. Nothing was sent.", status=413)
    step = first(sent, "step")
    if step in ("map", "further") or "at.x" in sent or "half.x" in sent:
        answer = await run_in_threadpool(where.show_chart, request, form, sent)
        return answer if isinstance(answer, Response) else _show_form(request, form, answer)
    if step == "ports":
        ports = await run_in_threadpool(where.find_ports, first(sent, "place"))
        return _show_form(request, form, sent, ports=ports)
    if "port" in sent:
        return _show_form(request, form, where.with_port(sent, first(sent, "port")))
    return await _take_form(request, form, sent)


async def _take_form(request: Request, form: Form, sent: Sent) -> Response:
    token, step = first(sent, "token"), first(sent, "step")
    receipt = office.tokens().receipt_of(token, form.code)
    if receipt is None:
        message = "This form was open for too long. Look through it and send it again."
        return _show_form(request, form, sent, message=message, status=403)
    answers = read_answers(form, sent, office.today())
    if answers.problems or step == "edit":
        return _show_form(request, form, sent, answers.problems, status=422 if answers.problems else 200)
    findings = _identifying(form, answers)
    if findings and step == "check":
        shown = [(label, finding.what, text[finding.start : finding.end]) for label, text, finding in findings]
        known = {name: sent[name] for name in ("proof", "website", *(field.name for field in form.fields)) if name in sent}
        return html_page(request, "check.html", "Before you send it", form=form, findings=shown, sent=known, token=token)
    is_proved = is_proof(token, first(sent, "proof"))
    # A field that people do not see: only a machine fills it in. It is told the same as people are.
    if first(sent, "website"):
        return receipt_routes.show_new_receipt(request, receipt, is_proved)
    if not office.limit(is_proved).take(office.address_of(request)):
        message = "Too many reports came in this hour, so yours was not sent. Try again later; if it is urgent, call your reporting centre."
        return _show_form(request, form, sent, message=message, status=429)
    if step == "mask":
        answers = _masked(form, answers)
    return await _keep(request, form, answers, receipt, is_proved)


async def _keep(request: Request, form: Form, answers: Answers, receipt: str, is_proved: bool) -> Response:
    is_new = await run_in_threadpool(
        deeds.send_report, office.store(), form, answers, receipt=receipt, sealing=office.sealing(), today=office.today(),
        is_proved=is_proved,
    )  # fmt: skip
    repeated = (
        "This form was sent before, and the report stays as it was sent first. Correct it by the receipt if you have changed anything."
    )
    return receipt_routes.show_new_receipt(request, receipt, is_proved, note="" if is_new else repeated)


def _show_form(
    request: Request,
    form: Form,
    sent: Sent,
    problems: Mapping[str, str] | None = None,
    message: str = "",
    status: int = 200,
    ports: list[where.FoundPort] | None = None,
) -> HTMLResponse:
    """The form with what was typed. A token that is still good stays, and with it the sum that the browser has done for it."""
    token, proof = first(sent, "token"), first(sent, "proof")
    if not office.tokens().is_valid(token, form.code):
        token, proof = office.tokens().give(form.code), ""
    return html_page(
        request, "form.html", form.title, status, form=form, sent=sent, problems=problems or {}, message=message, token=token,
        proof=proof if is_proof(token, proof) else "", parts=PARTS, bits=ZERO_BITS, ports=ports,
    )  # fmt: skip


def _named(form: Form, answers: Answers) -> list[str]:
    return [str(answers.values[field.name]) for field in form.fields if field.identifies and field.name in answers.values]


def _texts(form: Form, answers: Answers) -> dict[str, tuple[str, str]]:
    """Label and text of each answer in words that will be kept."""
    return {
        field.name: (field.label, str(answers.values[field.name]))
        for field in form.fields
        if field.kind in ("text", "long_text") and not field.identifies and field.name in answers.values
    }


def _identifying(form: Form, answers: Answers) -> list[tuple[str, str, Finding]]:
    """What in the texts that will be kept could identify somebody: label of the question, its text, and where."""
    named = _named(form, answers)
    return [(label, text, finding) for label, text in _texts(form, answers).values() for finding in find_identifying(text, named)]


def _masked(form: Form, answers: Answers) -> Answers:
    named = _named(form, answers)
    masked = {name: mask(text, find_identifying(text, named)) for name, (_, text) in _texts(form, answers).items()}
    return replace(answers, values={**answers.values, **masked})


ROUTES: Final = (
    Route("/report", choose_form, methods=["GET"]),
    *receipt_routes.ROUTES,
    Route("/report/{form}", fill_form, methods=["GET", "POST"]),
)
