"""The upload."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.forms import CharField, ChoiceField, FileField, FileInput, MultipleChoiceField
from django.utils.translation import gettext_lazy as _

from dundian.exchange.importers import Importer, Target
from dundian.exchange.outgoing import Listing
from dundian.ui import forms
from dundian.ui.formats import size


class UploadForm(forms.Form):
    """Where to, and the workbook."""

    target = ChoiceField()
    workbook = FileField(
        label=_("Workbook"),
        allow_empty_file=True,
        max_length=255,
        widget=FileInput(attrs={"accept": ".xlsx,.xls,.csv,.et,.ods"}),
    )

    def __init__(self, *args: Any, importer: Importer, targets: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        target.label = importer.target_label
        target.choices = [(t.key, t.label) for t in targets]  # type: ignore[attr-defined]
        words = _(
            ".xlsx, .xls or .csv up to %(limit)s. Nothing is changed yet: first you see what each row would do."
        )
        self.fields["workbook"].help_text = words % {"limit": size(settings.MAX_WORKBOOK_BYTES)}


class NamingForm(forms.Form):
    """What headers of the people's own mean: one question for each."""

    def __init__(self, *args: Any, importer: Importer, headers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = list(headers)
        columns = [(column.key, column.title) for column in importer.columns]
        for place, header in enumerate(self.headers):
            self.fields[f"means_{place}"] = ChoiceField(
                label=header, choices=[("", _("Leave it alone")), *columns], required=False
            )

    def meanings(self) -> dict[str, str]:
        """Header to column, of those that were given one."""
        told = {h: self.cleaned_data.get(f"means_{n}", "") for n, h in enumerate(self.headers)}
        return {header: key for header, key in told.items() if key}


class ExportForm(forms.Form):
    """How a list goes out. Without columns ticked all are taken."""

    form = ChoiceField(
        label=_("Format"),
        choices=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV (.csv)")],
        widget=forms.SegmentedRadios,
        initial="xlsx",
    )
    chosen = MultipleChoiceField(label=_("Columns"), required=False, widget=forms.Chips)
    reason = CharField(
        label=_("Why identities are needed in full"),
        max_length=200,
        required=False,
        help_text=_(
            "Left empty, telephone numbers and the like stay masked. The reason stands on the audit trail."
        ),
    )

    def __init__(self, *args: Any, listing: Listing, may_lift: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(n), str(column.title)) for n, column in enumerate(listing.columns)]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]
        self.fields["chosen"].initial = [key for key, _title in choices]
        if not may_lift:
            del self.fields["reason"]
