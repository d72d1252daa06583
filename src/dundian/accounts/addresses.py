"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The client's address in one spelling (IPv4 when mapped, no zone); None for a socket or a bare request."""
    try:
        found = ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)
