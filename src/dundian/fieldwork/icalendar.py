"""Calendars as RFC 5545 writes them: all-day events, escaped text, lines of at most 75 octets."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_ESCAPED = re.compile(r"([\\;,])")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
LIMIT = 75


@dataclass(frozen=True)
class Event:
    """An event of whole days, both ends counted. `uid` stays the same when the event moves."""

    uid: str
    first: date
    last: date
    summary: str
    changed_at: datetime
    description: str = ""
    place: str = ""
    url: str = ""


def escaped(text: str) -> str:
    """A TEXT value (section 3.3.11)."""
    text = _ESCAPED.sub(r"\\\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROLS.sub("", text).replace("\n", "\\n")


def folded(line: str) -> str:
    """Content line in pieces of at most 75 octets, never within a character (section 3.1)."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LIMIT:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    return "\r\n".join([*pieces, piece])


def write_calendar(
    name: str, events: Iterable[Event], *, zone: str = "Asia/Shanghai", refresh: str = "PT4H"
) -> str:
    """The calendar as text with CRLF line ends."""
    return "".join(f"{folded(line)}\r\n" for line in _lines(name, events, zone, refresh))


def _lines(name: str, events: Iterable[Event], zone: str, refresh: str) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Dundian//Dundian//ZH"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"NAME:{escaped(name)}"
    yield f"X-WR-CALNAME:{escaped(name)}"
    yield f"X-WR-TIMEZONE:{zone}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}"
    for event in events:
        yield from _event(event)
    yield "END:VCALENDAR"


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.last + timedelta(1):%Y%m%d}"  # the day after the last
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
