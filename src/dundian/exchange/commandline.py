"""The door for the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.exchange import actions, importers, queries
from dundian.exchange.models import ImportRow, ImportRun
from dundian.kernel.errors import Invalid


@dataclass(frozen=True)
class ImportReport:
    """What `dundian import` prints. `failures` are (row number, column title or "", what is wrong)."""

    run: ImportRun
    counts: Mapping[str, int]
    recognised: list[tuple[str, str]]
    ignored: list[str]
    notes: list[tuple[int, str]]
    failures: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def applied(self) -> bool:
        return self.run.state == ImportRun.State.APPLIED


def import_file(
    *,
    kind: str,
    path: str | Path,
    username: str,
    dry_run: bool = True,
    unit_code: str = "",
    campaign: str = "",
) -> ImportReport:
    """Check the workbook at `path` as `username`, and unless `dry_run` apply it.

    `unit_code` or `campaign` (id or name) say where it goes; left out, to the person's own unit or its newest
    open campaign. Raises `Invalid` or `Refused`.
    """
    importer = importers.get(kind)
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise Invalid(_("There is no sign-in with this name."))
    actor = importer.actor_of(user)
    target = importer.named_target(actor, unit_code, campaign)
    with Path(path).open("rb") as file:
        run = actions.check_workbook(
            kind=kind,
            file=file,
            filename=Path(path).name,
            actor=actor,
            unit=target.unit,
            context=target.context,
        )
    if not dry_run:
        run = actions.apply_run(run=run, actor=actor)
    return _report(run)


def _report(run: ImportRun) -> ImportReport:
    report = queries.report_of(run)
    failures = [
        (row.number, title, text)
        for row in queries.rows_in_order(run, outcome=ImportRow.Outcome.FAILED)
        for title, text in queries.messages_of(row, report.importer)
    ]
    return ImportReport(run, report.counts(), report.recognised, report.ignored, report.notes, failures)
