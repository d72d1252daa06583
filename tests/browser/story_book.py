"""A workbook as LibreOffice reads it."""

import csv
import subprocess
from pathlib import Path


def sheet(workbook: Path, folder: Path) -> list[list[str]]:
    """Cells of the first sheet, as a person would see them in LibreOffice."""
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'office-profile').as_uri()}",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
            "--outdir",
            str(folder / "csv"),
            str(workbook),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (made,) = (folder / "csv").glob("*.csv")
    with made.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))
