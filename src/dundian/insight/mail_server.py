"""The mail server as it is set up: who vouches for it, and what went wrong with it in plain words."""

import smtplib
import ssl
from functools import cached_property

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

# OpenSSL's verdicts, verify(1): unable to get the issuer, self-signed (alone, in the chain), first not verified.
EXPIRED, UNKNOWN, OTHER_HOST = 10, {18, 19, 20, 21}, {62, 64}


class Backend(EmailBackend):
    """SMTP; the server's certificate must be for its host, and vouched for by the system's authorities or by the one
    named in the settings."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=settings.MAIL_AUTHORITY or None)


def told(fault: Exception) -> str:
    """What went wrong, so that whoever set the server up knows what to mend."""
    place = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    if isinstance(fault, ssl.SSLCertVerificationError):
        return _uncertified(fault) % place
    if isinstance(fault, ssl.SSLError) or "STARTTLS" in str(fault):
        words = _(
            "%(host)s:%(port)d does not speak TLS in this way: compare DUNDIAN_MAIL_SECURITY and the port."
        )
    elif isinstance(fault, smtplib.SMTPAuthenticationError):
        words = _("%(host)s refuses the user or the password.")
    elif isinstance(fault, FileNotFoundError):
        words = _("The file that DUNDIAN_MAIL_AUTHORITY names is not there.")
    elif isinstance(fault, smtplib.SMTPRecipientsRefused):
        (code, answer), *_rest = fault.recipients.values()
        refused = {"answer": _answer(code, answer)}
        return _("%(host)s does not take mail for this address: %(answer)s") % (place | refused)
    elif isinstance(fault, smtplib.SMTPResponseException):
        refused = {"answer": _answer(fault.smtp_code, fault.smtp_error)}
        return _("%(host)s refuses: %(answer)s") % (place | refused)
    else:
        words = _("%(host)s:%(port)d cannot be reached.")
    return words % place


def _uncertified(fault: ssl.SSLCertVerificationError) -> str:
    if fault.verify_code in OTHER_HOST:
        return _("The certificate of the mail server is not for %(host)s.")
    if fault.verify_code in UNKNOWN:
        return _(
            "The certificate of %(host)s comes from an authority that is not known here; "
            "DUNDIAN_MAIL_AUTHORITY can name it."
        )
    if fault.verify_code == EXPIRED:
        return _("The certificate of %(host)s has expired.")
    return _("The certificate of %(host)s cannot be trusted.")


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}"[:120]
