"""`{% load ui %}`: the components, each plain HTML."""

import re
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import conditional_escape, escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dundian.ui import formats
from dundian.ui.addresses import address

register = template.Library()

STATUSES = ("todo", "doing", "due", "overdue", "returned", "done")
SORT_ICONS = {"ascending": "arrow-up", "descending": "arrow-down", "": "arrows-sort"}
STATUS_ICONS = {"overdue": "alert-triangle", "due": "clock", "returned": "arrow-back-up"}

register.filter("number", formats.number)
register.filter("short", formats.short)
register.filter("day", formats.day)
register.filter("day_in_words", formats.day_in_words)
register.filter("moment", formats.moment)
register.filter("octets", formats.size)


@register.filter
def dash(value: Any) -> Any:
    """— for nothing; 0 stays 0."""
    return formats.NULL if value in (None, "") else value


@register.simple_tag
def ratio(part: Any, whole: Any) -> str:
    """38/42（90.5%）."""
    return formats.ratio(part, whole)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An outline icon from the sprite; silent for screen readers unless it has a `label`."""
    if not label:
        return _silent_icon(str(name), staticfiles_storage)
    spoken = format_html('role="img" aria-label="{}"', label)
    sprite = _sprite(staticfiles_storage)
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', spoken, sprite, name)


@lru_cache
def _sprite(storage: Any) -> str:
    return str(storage.url("ui/vendor/icons.svg"))


@lru_cache(500)
def _silent_icon(name: str, storage: Any) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', _sprite(storage), name
    )


class Address(URLNode):
    """`{% url %}` that knows how an address with one id, or none, is written (`ui.addresses`)."""

    def render(self, context: Context) -> str:
        if self.kwargs or self.asvar or len(self.args) > 1:
            return str(super().render(context))
        request = context.get("request")
        match = getattr(request, "resolver_match", None)
        app = getattr(request, "current_app", getattr(match, "namespace", None))
        args = [arg.resolve(context) for arg in self.args]
        return conditional_escape(address(self.view_name.resolve(context), *args, current_app=app))


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """Django's own, faster for rows and menus."""
    node = django_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
def status(kind: str, label: Any) -> SafeString:
    """One of the six statuses (todo, doing, due, overdue, returned, done) in the room's own word."""
    kind = kind if kind in STATUSES else "todo"
    sign = icon(STATUS_ICONS[kind]) if kind in STATUS_ICONS else ""
    return SafeString(f'<span class="status status-{kind}">{sign}{conditional_escape(label)}</span>')


@register.simple_tag
def fact(label: Any, value: Any, kind: str = "") -> SafeString:
    """One pair inside `<dl class="facts">`; — for nothing."""
    shown = conditional_escape(dash(value))
    return format_html(
        "<div{}><dt>{}</dt><dd>{}</dd></div>",
        mark_safe(' class="fact-wide"') if kind == "wide" else "",
        label,
        shown,
    )


@register.simple_tag
def progress(value: Any, whole: Any, label: str = "") -> SafeString:
    """A bar with its numbers in words beside it."""
    words = formats.ratio(value, whole)
    share = min(1.0, float(value or 0) / float(whole)) if whole else 0.0
    name = escape(label or words)
    return SafeString(
        f'<span class="bar"><progress max="1" value="{share:.3f}" aria-label="{name}"></progress>'
        f'<span class="bar-words">{escape(words)}</span></span>'
    )


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """The content of a block once more (a page's title is also its heading)."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return block.nodelist.render(context) if block else SafeString("")


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: Any, key: str, param: str = "sort") -> SafeString:
    """A `<th>` whose link sorts by `key`, or turns the order when it already does."""
    query = context["request"].GET.copy()
    now = query.get(param, "")
    query.pop("cursor", None)
    query[param] = f"-{key}" if now == key else key
    state = {key: "ascending", f"-{key}": "descending"}.get(now)
    aria = format_html(' aria-sort="{}"', state) if state else ""
    return format_html(
        '<th scope="col"{}><a class="sort" href="?{}">{}{}</a></th>',
        aria,
        query.urlencode(),
        label,
        icon(SORT_ICONS[state or ""]),
    )


class Table(template.Node):
    """See `datatable`."""

    def __init__(
        self, inside: NodeList, caption: FilterExpression, options: dict[str, FilterExpression]
    ) -> None:
        self.nodelist, self.caption, self.options = inside, caption, options

    def render(self, context: Context) -> SafeString:
        options = {name: value.resolve(context) for name, value in self.options.items()}
        caption = self.caption.resolve(context)
        body = self.nodelist.render(context)
        kind = "table" if options.get("scroll") else "table table-cards"
        seen = "" if options.get("show_caption") else mark_safe(' class="sr-only"')
        return format_html(
            '<div class="table-region" role="region" tabindex="0" aria-label="{}"><table class="{}{}">'
            "<caption{}>{}</caption>{}</table></div>",
            caption, kind, " table-wide" if options.get("scroll") else "", seen, caption,
            body if options.get("scroll") else labelled(body),
        )  # fmt: skip


HEAD = re.compile(r"<thead\b.*?</thead>", re.S)
HEAD_CELL = re.compile(r"<th\b[^>]*>(.*?)</th>", re.S)
ROW = re.compile(r"<tr\b[^>]*>.*?(?=<tr\b|</tbody>|</tfoot>|$)", re.S)
CELL = re.compile(r"<(td|th)\b(?![^>]*\bdata-label=)")


def _heading(cell: str) -> str:
    words = "" if "data-pick-page" in cell else " ".join(strip_tags(cell).split())
    return words.replace('"', "&quot;")


def labelled(body: SafeString) -> SafeString:
    """Write each column's heading on its cells, which the phone shows as cards; tables hold no tables."""
    head = HEAD.search(body)
    if not head:
        return body
    labels = [_heading(cell) for cell in HEAD_CELL.findall(head.group())]

    def row(match: re.Match[str]) -> str:
        column = iter(labels)

        def cell(found: re.Match[str]) -> str:
            label = next(column, "")
            return f'<{found[1]} data-label="{label}"' if label else str(found[0])

        return CELL.sub(cell, match.group()) if "colspan" not in match.group() else match.group()

    return SafeString(body[: head.end()] + ROW.sub(row, body[head.end() :]))


@register.tag
def datatable(parser: Parser, token: Token) -> Table:
    """`{% datatable caption [show_caption=1] [scroll=1] %}<thead>…<tbody>…{% enddatatable %}`.

    Cards on a phone, or with `scroll` a region that scrolls by itself (for wide tables of numbers).
    """
    _name, caption, *rest = token.split_contents()
    options = {key: parser.compile_filter(value) for key, _eq, value in (bit.partition("=") for bit in rest)}
    inside = parser.parse(("enddatatable",))
    parser.delete_first_token()
    return Table(inside, parser.compile_filter(caption), options)


@register.simple_tag
def crumbs(*parts: Any) -> SafeString:
    """`{% crumbs label url label url … here %}`: the way to this page; the last label has no url."""
    pairs = [(parts[i + 1], parts[i]) for i in range(0, len(parts) - 1, 2)]
    links = format_html_join("", '<li><a href="{}">{}</a></li>', pairs)
    here = format_html('<li><span aria-current="page">{}</span></li>', parts[-1]) if len(parts) % 2 else ""
    return format_html(
        '<nav class="breadcrumb" aria-label="{}"><ol>{}{}</ol></nav>', _("Breadcrumb"), links, here
    )


@register.simple_tag
def pick_box(value: Any, label: Any) -> SafeString:
    """The tick of one row, for the bulk bar."""
    named = _("Choose {}").format(conditional_escape(label))
    return SafeString(
        f'<label class="pick"><input type="checkbox" name="pick" value="{conditional_escape(value)}" form="bulk">'
        f'<span class="sr-only">{named}</span></label>'
    )
