"""Writes every default template."""

from pathlib import Path

from dundian.documents.letterhead import TEMPLATES

FOLDER = Path(__file__).parent.parent / "templates_docx"
FOLDER.mkdir(exist_ok=True)
for name, make in TEMPLATES.items():
    make().save(str(FOLDER / f"{name}.docx"))
