"""The upload."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.forms import ChoiceField, FileField, FileInput
from django.utils.translation import gettext_lazy as _

from dundian.exchange.importers import Importer, Target
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
