"""查进度: number and code open a concern to the worker who raised it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from dundian.accounts.addresses import address_of
from dundian.concerns import actions, codes, passages
from dundian.concerns.models import Concern, Erasure, Satisfaction, TrackingCode
from dundian.concerns.queries import worker as told
from dundian.concerns.queries.keeping import consent_of, holds_person
from dundian.concerns.views.worker_frame import draw, open_to_workers
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.kernel.text import clean_line
from dundian.ui.pages import download

SALT = "worker's progress"
PROOF_SECONDS = 2 * 3600
# Wrong codes in ten minutes: for one number from one place; where a place or a number has seen many, fewer. Nobody who
# types the right code at the first or second attempt is ever kept out by what others try.
TRIES, FEW, MANY = 6, 2, 60
NOBODY = UUID(int=0)


def _proof(concern: Concern) -> str:
    return signing.dumps(str(concern.pk), salt=SALT)


def _proved(text: str) -> Concern | None:
    """The concern that the form was opened for, within two hours."""
    try:
        pk = UUID(signing.loads(text, salt=SALT, max_age=PROOF_SECONDS))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return _concerns().filter(pk=pk).first()


def _concerns() -> QuerySet[Concern]:
    return Concern.objects.filter(tracking_code__isnull=False).select_related("unit", "handler", "owner")


@open_to_workers
@require_http_methods(["GET", "HEAD", "POST"])
def worker_track(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _door()
    concern = _proved(request.POST.get("proof", "")) if "proof" in request.POST else None
    do = request.POST.get("do", "")
    if concern is None and "number" not in request.POST:
        return _door(error=pgettext("worker", "Please enter number and code again."))
    if concern is None:
        found = _opened(request)
        if isinstance(found, HttpResponse):
            return found
        if do == "receipt":
            return _receipt(found, request.POST.get("code", ""))
        return _progress(found)
    if do in ("export_text", "export_json"):
        return _export(concern, do)
    return _act(request, concern, do)


def _door(number: str = "", error: str = "", status: int = 200) -> HttpResponse:
    context = {"number": number, "error": error, "example": f"{clock.today():%y%m}-000123"}
    return draw("track", context, status=status)


def _opened(request: HttpRequest) -> Concern | HttpResponse:
    """The concern of number and code. A wrong number takes as long as a wrong code."""
    typed = clean_line(request.POST.get("number", ""))
    number = _number(typed)
    address = address_of(request) or ""
    pair = f"{number} {address}"
    allowed = TRIES
    if passages.seen("wrong place", address) > MANY or passages.seen("wrong number", number) > MANY:
        allowed = FEW
    if passages.seen("wrong", pair) >= allowed:
        words = pgettext(
            "worker", "Several wrong codes have been tried. Please wait ten minutes and try again."
        )
        return _door(typed, words, status=429)
    concern = _concerns().filter(number=number).first()
    row = TrackingCode.objects.filter(concern_id=concern.pk if concern else NOBODY).first()
    digest = bytes(row.digest) if row else bytes(32)
    if codes.fits(concern.pk if concern else NOBODY, request.POST.get("code", "")[:40], digest) and concern:
        return concern
    for what, place in (("wrong", pair), ("wrong place", address), ("wrong number", number)):
        passages.note(what, place)
    words = pgettext("worker", "Number and code do not fit together. Please compare every sign.")
    return _door(typed, words, status=422)


def _number(text: str) -> str:
    """2406-000123, also when typed without the stroke or with full-width digits."""
    plain = codes.plain(clean_line(text))[:20]
    return f"{plain[:4]}-{plain[4:]}" if plain.isdigit() else plain


def _progress(concern: Concern, *, said: str = "", error: str = "", kept: dict[str, str] | None = None,
              erasing: bool = False, status: int = 200) -> HttpResponse:  # fmt: skip
    fresh = _concerns().get(pk=concern.pk)
    talk = told.talk(fresh)
    rated = told.latest_rating(fresh)
    person = holds_person(fresh)
    context = {
        "concern": fresh,
        "proof": _proof(fresh),
        "once": new_id(),
        "steps": told.stages(fresh, talk),
        "talk": talk,
        "question": told.open_question(fresh),
        "grades": Satisfaction.choices,
        "may_rate": fresh.is_closed and rated is None,
        "may_ask_again": fresh.is_closed and rated is not None and rated.grade != Satisfaction.SATISFIED,
        "has_identity": person,
        "consent": consent_of(fresh),
        "may_erase": person or not Erasure.objects.filter(concern=fresh).exists(),
        "erasing": erasing,
        "said": said,
        "error": error,
        "kept": kept or {},
    }
    return draw("progress", context, status=status)


def _act(request: HttpRequest, concern: Concern, do: str) -> HttpResponse:
    act = ACTS.get(do)
    if act is None:
        return _progress(concern)
    if do == "erase" and not request.POST.get("sure"):
        return _progress(concern, erasing=True)
    try:
        once = UUID(request.POST.get("once", ""))
    except ValueError:
        once = new_id()
    try:
        said = act(concern, request.POST.get("text", "")[:10_000], request.POST.get("grade", ""), once)
    except (Invalid, Refused) as bad:
        words = " ".join(map(str, bad.messages.values())) if isinstance(bad, Invalid) else bad.reason
        return _progress(concern, error=words, kept={do: request.POST.get("text", "")[:10_000]}, status=422)
    return _progress(concern, said=said)


def _add(concern: Concern, text: str, grade: str, once: UUID) -> str:
    actions.add_words(concern=concern, text=text, id=once)
    return pgettext("worker", "It has been added.")


def _answer(concern: Concern, text: str, grade: str, once: UUID) -> str:
    actions.answer_question(concern=concern, text=text, id=once)
    return pgettext("worker", "Thank you, your answer has been passed on.")


def _rate(concern: Concern, text: str, grade: str, once: UUID) -> str:
    actions.rate_result(concern=concern, grade=grade, word=text, id=once)
    if grade == Satisfaction.SATISFIED:
        return pgettext("worker", "Thank you. We are glad.")
    return pgettext("worker", "Thank you. If it is not solved, you can have it taken up again below.")


def _again(concern: Concern, text: str, grade: str, once: UUID) -> str:
    actions.ask_again(concern=concern, reason=text)
    return pgettext("worker", "It has been taken up again, by somebody else.")


def _agree(concern: Concern, text: str, grade: str, once: UUID) -> str:
    actions.give_consent(concern=concern)
    return pgettext("worker", "Recorded. You can take it back at any time.")


def _disagree(concern: Concern, text: str, grade: str, once: UUID) -> str:
    actions.take_consent_back(concern=concern)
    return pgettext("worker", "Recorded. From now on they cannot see it any more.")


def _erase(concern: Concern, text: str, grade: str, once: UUID) -> str:
    actions.erase_identity(concern=concern, why=Erasure.Why.ASKED)
    return pgettext("worker", "Everything that pointed at you has been erased.")


ACTS: dict[str, Callable[[Concern, str, str, UUID], str]] = {
    "add": _add,
    "answer": _answer,
    "rate": _rate,
    "again": _again,
    "agree": _agree,
    "disagree": _disagree,
    "erase": _erase,
}


def _receipt(concern: Concern, code: str) -> HttpResponseBase:
    lines = [
        f"{pgettext('worker', 'Your number')}: {concern.number}",
        f"{pgettext('worker', 'Your code')}: {clean_line(code)[:20]}",
        f"{pgettext('worker', 'Received')}: {told.day(concern.raised_on)}",
    ]
    return download(
        "\r\n".join(lines).encode("utf-8-sig"), f"{concern.number}.txt", "text/plain; charset=utf-8"
    )


def _export(concern: Concern, do: str) -> HttpResponseBase:
    try:
        data = actions.export_own_data(concern=concern)
    except Invalid as bad:
        return _progress(concern, error=" ".join(map(str, bad.messages.values())), status=422)
    if do == "export_json":
        content = json.dumps(data, ensure_ascii=False, indent=1).encode()
        return download(content, f"{concern.number}.json", "application/json")
    text = "\r\n".join(_lines(data)).encode("utf-8-sig")
    return download(text, f"{concern.number}.txt", "text/plain; charset=utf-8")


def _lines(data: dict[str, Any]) -> list[str]:
    lines = []
    for name, value in data.items():
        if isinstance(value, list):
            lines += [f"{name}:"] + ["  " + "  ".join(map(str, one.values())) for one in value]
        else:
            lines.append(f"{name}: {value}")
    return lines
