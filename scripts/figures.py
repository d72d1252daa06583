"""The documented figures as a page, made from the code.

    python -m scripts.figures

writes docs/reference/figures.md; a test compares.
"""

import os
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "figures.md"
HEAD = """# Figures

Made from `dundian/insight/figures.py` by `python -m scripts.figures`; a test compares. A figure is the count, or the
sum, of exactly the rows that its link opens and that the list's export holds. The id never changes its meaning. “Days”
names the column by which a period counts; a figure without days says how things stand now. “Narrowed by” are the parts
of the programme that it can be asked for.

| id | 中文 | what is counted | measure | list | days | narrowed by |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    from django.utils import translation

    from dundian.insight.figures import FIGURES

    lines = []
    for figure in FIGURES.values():
        with translation.override("zh-hans"):
            name, measure = str(figure.label), str(figure.measure)
        with translation.override("en"):
            counted = f"**{figure.label}.** {figure.definition}"
        parts = ", ".join(figure.source.names)
        cells = [f"`{figure.key}`", name, counted, measure, f"`{figure.url_name}`", figure.day or "—", parts]
        lines.append(f"| {' | '.join(cells)} |")
    return HEAD + "\n".join(lines) + "\n"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dundian.config.settings")
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
