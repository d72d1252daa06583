"""Forms as a browser finds them on a page: what can be typed where, and what would be sent."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urljoin, urlsplit

from django.http import HttpResponseBase
from django.urls import resolve
from lxml import html

from dundian.kernel import clock

TYPED = {"text", "search", "tel", "email", "url", "password"}
# What fills a gap, by the last word of the field's name, so that the rest of the form is right.
GAPS = {
    "person": "吴干部",
    "unit": "飞骑外卖配送工会",
    "home_unit": "飞骑外卖配送工会",
    "into": "老窖食品公司工会",
    "to": "盐都市总工会",
    "phone": "13900000000",
}
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


@dataclass
class PostedForm:
    """`values` is what sending it untouched would carry, gaps filled; `typed` names the fields for free text.

    `passing` are those of them that a page need not show again: passwords, codes, search boxes, traps for machines.
    """

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    passing: list[str] = field(default_factory=list)

    @property
    def kind(self) -> tuple[str, frozenset[str]]:
        """The same for the same form on every page."""
        names = frozenset(NUMBER.sub("#", name) for name in self.values)
        return resolve(urlsplit(self.action).path).view_name, names

    def body(self, changes: dict[str, str]) -> str:
        """Urlencoded, lone surrogates and all."""
        pairs = [
            (n, v) for n, values in self.values.items() for v in ([changes[n]] if n in changes else values)
        ]
        return "&".join(f"{quote_plus(n)}={quote_plus(v.encode('utf-8', 'surrogatepass'))}" for n, v in pairs)


def forms_on(response: HttpResponseBase, address: str) -> list[PostedForm]:
    """Every form of the page that is sent by POST."""
    content = getattr(response, "content", b"")
    if "html" not in response.get("Content-Type", "") or not content.strip():
        return []
    tree = html.document_fromstring(content.decode())
    return [
        _read(form, tree, address) for form in tree.iter("form") if form.get("method", "").lower() == "post"
    ]


def _read(form: html.HtmlElement, tree: html.HtmlElement, address: str) -> PostedForm:
    found = PostedForm(urljoin(address, form.get("action") or address))
    inside = [*form.iter("input", "select", "textarea")]
    if form.get("id"):
        inside += tree.xpath(
            "//*[@form=$id][self::input or self::select or self::textarea]", id=form.get("id")
        )
    for element in inside:
        name = element.get("name")
        if name and name != "csrfmiddlewaretoken":
            _take(found, form, element, name)
    return found


def _take(found: PostedForm, form: html.HtmlElement, element: html.HtmlElement, name: str) -> None:
    kind = element.get("type", "text") if element.tag == "input" else element.tag
    if kind in TYPED or kind == "textarea":
        text = (element.text or "").removeprefix("\n") if kind == "textarea" else element.get("value", "")
        found.values[name] = [text or GAPS.get(name, "示例")]
        found.typed.append(name)
        if (
            kind in ("password", "search")
            or element.get("class") == "code"
            or element.get("tabindex") == "-1"
        ):
            found.passing.append(name)
    elif kind == "select":
        options = element.xpath(".//option[@selected]") or [
            o for o in element.iter("option") if o.get("value")
        ]
        found.values[name] = [o.get("value", "") for o in options[:1]]
    elif kind in ("checkbox", "radio"):
        checked, group = element.get("checked") is not None, len(form.xpath(".//input[@name=$n]", n=name)) > 1
        if checked or (group and name not in found.values):
            found.values[name] = [element.get("value", "on")]
    elif kind not in ("file", "submit", "button"):
        found.values.setdefault(name, []).append(element.get("value") or _required(element, kind))


def _required(element: html.HtmlElement, kind: str) -> str:
    if element.get("required") is None:
        return ""
    return str(clock.today()) if kind == "date" else "1"
