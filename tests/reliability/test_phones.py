"""A short storm over the phones; the long one is `make fault-test`."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.reliability
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
def test_a_short_storm_loses_nothing() -> None:
    command = [sys.executable, "-m", "bench.fault_test", "--runs", "3", "--seed", "5", "--silent"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
