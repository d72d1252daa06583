"""Looking at who raised it."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from dundian.concerns import access, actions, forms
from dundian.concerns.views.detail import concern_page, one_concern
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show


@require_POST
def concern_reporter(request: ActorRequest, number: str) -> HttpResponse:
    """Shows the identity on this one answer only: it is never in a link, a cache or the page without asking."""
    concern = one_concern(request, number)
    access.require_see_reporter(request.actor, concern)
    form = forms.ReasonForm(request.POST, concern=concern, actor=request.actor, prefix="reporter")
    if form.is_valid():
        try:
            identity = actions.see_reporter(concern=concern, actor=request.actor, **form.cleaned_data)
        except Invalid as error:
            show(form, error)
        else:
            response = concern_page(request, concern, identity=identity)
            response["Cache-Control"] = "no-store"
            return response
    return concern_page(request, concern, status=422, reporter_form=form, open_form="reporter")
