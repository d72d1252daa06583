"""The working calendar: everybody sees it, its keepers edit it."""

from datetime import date, time
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid
from dundian.kernel.models import Day, Year
from dundian.org import actions
from dundian.org.actions.calendar import FIRST, LAST, calendar_keeper, loadable_years
from dundian.org.calendar_import import read_lines
from dundian.org.forms.calendar import DayForm, DaysForm, HoursForm
from dundian.org.middleware import ActorRequest
from dundian.org.months import months_of
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _year(request: ActorRequest) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else clock.today().year
    return min(max(year, FIRST), LAST)


def _back(year: int) -> str:
    return f"{reverse('org:calendar_view')}?year={year}"


def _context(request: ActorRequest, year: int) -> dict[str, Any]:
    days = calendar.current()
    return {
        "year": year,
        "known": days.known(year),
        "months": months_of(year, days, clock.today()),
        "exceptions": list(Day.objects.filter(day__year=year)),
        "workdays": days.workdays(date(year, 1, 1), date(year, 12, 31)),
        "hours": [f"{start:%H:%M}–{end:%H:%M}" for start, end in days.hours],
        "source": Year.objects.filter(year=year).values_list("source", flat=True).first(),
        "before": year - 1 if year > FIRST else None,
        "next": year + 1 if year < LAST else None,
        "may_keep": calendar_keeper(request.actor) is not None,
        "loadable": loadable_years() if calendar_keeper(request.actor) else [],
        "week": [_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su")],
    }


@require_safe
def calendar_view(request: ActorRequest) -> HttpResponse:
    """A year: twelve months, holidays and make-up workdays, working hours."""
    return render_page(request, "org/calendar.html", _context(request, _year(request)))


def _form_page(request: ActorRequest, form: Any, title: str, year: int, help_text: str = "") -> HttpResponse:
    context = {"form": form, "heading": title, "cancel_url": _back(year), "help_text": help_text}
    return render_page(request, "org/calendar_form.html", context, status=422 if form.errors else 200)


@form_page
def calendar_day(request: ActorRequest) -> HttpResponse:
    """Mark one day."""
    actions.require_calendar_keeper(request.actor)
    given = {name: request.GET[name] for name in ("day",) if name in request.GET}
    form = DayForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            actions.mark_day(
                day=facts["day"], works=facts["works"] == "yes", name=facts["name"], actor=request.actor
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The day is marked."), _back(facts["day"].year))
    words = _("A day marked as its weekday says is an ordinary day again.")
    return _form_page(request, form, _("Mark a day"), _year(request), words)


@form_page
def calendar_days(request: ActorRequest) -> HttpResponse:
    """Paste the days of a year."""
    actions.require_calendar_keeper(request.actor)
    form = DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            days = read_lines(form.cleaned_data["days"])
            changed = actions.enter_days(days=days, source=form.cleaned_data["source"], actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            message = _("Entered; %(n)d days changed.") % {"n": changed}
            return done(request, message, _back(days[0][0].year))
    words = _("Their years count as published from then on.")
    return _form_page(request, form, _("Enter a year"), _year(request), words)


@form_page
def calendar_hours(request: ActorRequest) -> HttpResponse:
    """Set the working hours."""
    actions.require_calendar_keeper(request.actor)
    form = HoursForm(request.POST or None, initial=_hours_now())
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_hours(spans=form.spans(), actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The working hours are set."), "org:calendar_view")
    words = _("Time limits counted in hours run over these.")
    return _form_page(request, form, _("Working hours"), clock.today().year, words)


def _hours_now() -> dict[str, time]:
    names = (("morning_from", "morning_to"), ("afternoon_from", "afternoon_to"))
    pairs = zip(names, calendar.current().hours, strict=False)
    return {name: hour for both, span in pairs for name, hour in zip(both, span, strict=True)}


@require_POST
def calendar_load(request: ActorRequest) -> HttpResponse:
    """Take in the tables that came with a newer version of the program."""
    years = actions.load_years(actor=request.actor)
    if years:
        message = _("Entered: %(years)s.") % {"years": "、".join(map(str, years))}
        return done(request, message, _back(years[-1]))
    return done(request, _("There is nothing new."), "org:calendar_view")
