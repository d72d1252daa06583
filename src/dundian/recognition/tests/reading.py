"""Reading what was printed."""

from io import BytesIO

from docx import Document


def text_of_docx(content: bytes) -> str:
    """Every paragraph, those of tables too."""
    document = Document(BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)
