"""What the holder of a receipt does at /report/receipt: read, answer, add a picture, correct, withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from members.errors import NotAllowed
from members.reports import deeds, pictures
from members.reports.reading import read_answers
from members.reports.receipts import read_receipt
from pages.report import office
from pages.report.effect import effect_in_words
from pages.report.html_pages import html_page
from pages.report.sent import Sent, first, read_sent, read_upload
from pages.report.stored_answers import as_sent

_STATE_IN_WORDS: Final = {
    "received": "waiting for an analyst",
    "second_look": "one analyst has read it; another one looks as well",
    "withdrawn": "withdrawn by you; its words were deleted",
    "accepted": "accepted",
    "accepted_with_doubt": "accepted, with lower credibility",
    "not_verifiable": "it could not be verified",
    "unfounded": "unfounded",
    "duplicate": "known already from another report",
    "spam": "not taken as a report",
}
_TOKEN: Final = "receipt"  # noqa: S105


def show_new_receipt(request: Request, receipt: str, is_proved: bool, *, note: str = "", problem: str = "") -> HTMLResponse:
    """The receipt, shown this once, and where it is typed once more: whoever has typed it has written it down."""
    values = {"receipt": receipt, "is_proved": is_proved, "note": note, "problem": problem, "token": office.tokens().give(_TOKEN)}
    return html_page(request, "receipt.html", "Report received", 422 if problem else 200, **values)


@office.if_open
async def show_receipt(request: Request) -> Response:
    """What became of a report, and what its sender does with it."""
    if request.method == "GET":
        return _show_status(request, None, "")
    sent = await read_sent(request)
    if sent is None or not office.tokens().take(first(sent, "token"), _TOKEN):
        return _show_status(request, None, "", message="This page was open for too long. Please try again.", status=403)
    receipt, step = first(sent, "receipt"), first(sent, "step")
    shown = first(sent, "shown")
    if step == "retyped" and read_receipt(shown) != read_receipt(receipt):
        message = "That is not the receipt above. Compare the digits and type it once more."
        return show_new_receipt(request, shown, bool(first(sent, "is_proved")), problem=message)
    return await _after(request, receipt, step, sent)


@office.if_open
async def take_picture(request: Request) -> Response:
    """A picture for the report with the receipt that came along."""
    upload = await read_upload(request, "picture")
    if upload is None:
        message = f"Nothing was taken: a picture may have at most {pictures.MOST_BYTES / 1e6:.0f} MB. Send a smaller copy."
        return _show_status(request, None, "", message=message, status=413)
    sent, content = upload
    if not office.tokens().take(first(sent, "token"), _TOKEN):
        return _show_status(request, None, "", message="This page was open for too long. Please try again.", status=403)
    return await _after(request, first(sent, "receipt"), "picture", sent, content)


async def _after(request: Request, receipt: str, step: str, sent: Sent, content: bytes = b"") -> Response:
    """Do what was asked for, and show the report as it is then."""
    if not office.receipt_limit().take(office.address_of(request)):
        return _show_status(request, None, "", message="Too many receipts were tried within the last hour. Wait a while.", status=429)
    status = await run_in_threadpool(deeds.status_of, office.store(), receipt)
    if status is None:
        return _show_status(request, None, receipt, message=deeds.NO_RECEIPT, status=404)
    if step == "correct":
        return _show_correction(request, status, receipt, as_sent(status.form, status.answers), {})
    done = "That is right. Keep it where only you can find it." if step == "retyped" else ""
    problem = ""
    try:
        if step == "corrected":
            answers = read_answers(status.form, {**sent, "tlp": sent.get("tlp", ())}, office.today())
            if answers.problems:
                return _show_correction(request, status, receipt, sent, answers.problems)
            await run_in_threadpool(deeds.correct_report, office.store(), receipt, answers, office.today())
            done = "Your report is corrected."
        elif step == "withdraw" and first(sent, "sure"):
            await run_in_threadpool(deeds.withdraw_report, office.store(), receipt, office.today())
            done = "Your report is withdrawn."
        elif step == "withdraw":
            problem = "Tick the box beside the button to withdraw your report."
        elif step == "picture" and content:
            jpeg = await run_in_threadpool(pictures.redraw, content)
            await run_in_threadpool(deeds.add_picture, office.store(), receipt, jpeg, office.today())
            done = "Your picture is kept."
        elif first(sent, "words").strip():
            await run_in_threadpool(deeds.answer_question, office.store(), receipt, first(sent, "words"), office.today())
            done = "Your message has been sent to the desk."
    except NotAllowed as error:
        problem = str(error)
    if done:
        # Each look-up costs a slow hash.
        status = await run_in_threadpool(deeds.status_of, office.store(), receipt)
    effect = await run_in_threadpool(effect_in_words, status) if status else ()
    return _show_status(request, status, receipt, done=done, message=problem, status=422 if problem else 200, effect=effect)


def _show_correction(request: Request, status: deeds.ReportStatus, receipt: str, sent: Sent, problems: Mapping[str, str]) -> HTMLResponse:
    token = office.tokens().give(_TOKEN)
    values = {"form": status.form, "sent": sent, "problems": problems, "receipt": receipt, "token": token}
    return html_page(request, "correct.html", "Correct your report", 422 if problems else 200, **values)


def _show_status(
    request: Request,
    report: deeds.ReportStatus | None,
    receipt: str,
    done: str = "",
    message: str = "",
    status: int = 200,
    effect: Sequence[str] = (),
) -> HTMLResponse:
    values: dict[str, Any] = {
        "effect": effect,
        "report": report,
        "state": _STATE_IN_WORDS[report.state] if report else "",
        "receipt": receipt,
        "done": done,
        "message": message,
        "token": office.tokens().give(_TOKEN),
        "most_pictures": pictures.MOST_PICTURES,
    }
    return html_page(request, "status.html", "Your report", status, **values)


ROUTES: Final = (
    Route("/report/receipt", show_receipt, methods=["GET", "POST"]),
    Route("/report/picture", take_picture, methods=["POST"]),
)
