"""Tags write safe, labelled HTML."""

from typing import Any

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory

from dundian.kernel.paging import Page


def drawn(source: str, **context: Any) -> str:
    request = RequestFactory().get("/list/", {"sort": "due", "cursor": "x", "kind": "p"})
    return Template("{% load ui %}" + source).render(RequestContext(request, context))


def test_each_cell_carries_its_heading() -> None:
    html = drawn(
        '{% datatable "Tasks" %}<thead><tr><th scope="col">Name</th><th scope="col" class="num">A "b"</th></tr></thead>'
        '<tbody><tr><th scope="row">x</th><td class="num">1</td></tr><tr><td colspan="2">none</td></tr></tbody>'
        "{% enddatatable %}"
    )
    assert '<td data-label="A &quot;b&quot;" class="num">1' in html
    assert html.count("data-label") == 2
    assert '<caption class="sr-only">Tasks</caption>' in html
    assert 'role="region" tabindex="0" aria-label="Tasks"' in html


def test_caption_and_cells_are_escaped() -> None:
    html = drawn(
        '{% datatable c show_caption=1 %}<thead><tr><th scope="col">{{ c }}</th></tr></thead>'
        "<tbody><tr><td>{{ c }}</td></tr></tbody>{% enddatatable %}",
        c='<b>"x"</b>',
    )
    assert "<b>" not in html


def test_wide_tables_scroll_and_have_no_labels() -> None:
    html = drawn(
        "{% datatable 'N' scroll=1 %}<thead><tr><th>a</th></tr></thead><tr><td>1</td>{% enddatatable %}"
    )
    assert "table-wide" in html
    assert "data-label" not in html


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ('{% status "overdue" "逾期" %}', "#alert-triangle"),
        ('{% status "unheard" "x" %}', "status-todo"),
        ('{% fact "a" None %}', "<dd>—</dd>"),
        ('{% fact "a" 0 %}', "<dd>0</dd>"),
        ("{% progress 3 0 %}", 'value="0.000"'),
        ("{% progress 9 3 %}", 'value="1.000"'),
        ("{% progress None 3 %}", "—"),
        ('{% icon "plus" %}', 'aria-hidden="true"'),
        ('{% icon "plus" "Add" %}', 'role="img" aria-label="Add"'),
        ('{% crumbs "a" "/a/" bold %}', '<span aria-current="page">&lt;b&gt;</span>'),
        ('{% sort_header "Due" "due" %}', 'aria-sort="ascending"'),
        ('{% sort_header "Due" "due" %}', "sort=-due"),
        ('{% sort_header "Name" "name" %}', "kind=p"),
    ],
)
def test_tag(source: str, part: str) -> None:
    assert part in drawn(source, bold="<b>")


def test_sorting_starts_over_at_the_first_page() -> None:
    assert "cursor" not in drawn('{% sort_header "Due" "due" %}')


def test_pager_keeps_the_conditions() -> None:
    html = drawn('{% include "ui/pager.html" %}', page=Page([], "n", "p"))
    assert 'rel="next" href="?sort=due&amp;cursor=n&amp;kind=p"' in html
    assert 'href="/list/?sort=due&amp;kind=p"' in html
    assert drawn('{% include "ui/pager.html" %}', page=Page([], None, None)).strip() == ""
