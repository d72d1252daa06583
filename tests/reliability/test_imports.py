"""kill -9 in the middle of an import: what was applied stays, nothing is done twice, the rest goes on."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from dundian.exchange import actions
from dundian.exchange.models import ImportRun
from dundian.exchange.tests import books
from dundian.org.cast import make_cast
from dundian.org.models import Person

pytestmark = pytest.mark.reliability
ROOT = Path(__file__).resolve().parents[2]
ROWS = 300
APPLIER = """
import sys
import django
from django.conf import settings
database, run, user = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = database
django.setup()
from dundian.kernel import reach
reach.stand_on(reach.EVERYTHING)
from dundian.accounts.models import User
from dundian.exchange.actions import importing
from dundian.exchange.models import ImportRun
from dundian.org.access import actor_of
importing.APPLY_BATCH = 20
real = importing._apply_batch
def telling(run, actor):
    done = real(run, actor)
    print(done, flush=True)
    return done
importing._apply_batch = telling
importing.apply_run(run=ImportRun.objects.get(pk=run), actor=actor_of(User.objects.get(pk=user)))
"""


def test_a_killed_import_goes_on_and_doubles_nothing(transactional_db: None) -> None:
    cast = make_cast()
    content = books.table([[f"示例{n}", f"K{n:04}"] for n in range(ROWS)], ["姓名", "工号"])
    office = cast.office_city
    run = actions.check_workbook(kind="people", file=io.BytesIO(content), filename="册.xlsx", actor=office)
    before = Person.objects.count()
    command = [
        sys.executable,
        "-c",
        APPLIER,
        connection.settings_dict["NAME"],
        str(run.pk),
        str(office.user.pk),
    ]
    for batches in (2, 3):
        applier = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=dict(os.environ))
        assert applier.stdout is not None
        for _batch in range(batches):
            assert applier.stdout.readline().strip() == b"20"
        applier.send_signal(signal.SIGKILL)
        applier.wait()
        applier.stdout.close()
    run.refresh_from_db()
    assert run.state == ImportRun.State.APPLYING
    done = run.rows.filter(applied=True).count()
    assert 100 <= done < ROWS
    assert Person.objects.count() == before + done  # a row and its person stand or fall together
    run = actions.apply_run(run=run, actor=office)
    assert run.state == ImportRun.State.APPLIED
    assert Person.objects.count() == before + ROWS
    assert Person.objects.filter(number__startswith="K").values("number").distinct().count() == ROWS
