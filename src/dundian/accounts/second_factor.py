"""The second factor: a code from an authenticator app (TOTP, RFC 6238), or a recovery code that counts once."""

import base64
import io
import time
from binascii import unhexlify
from typing import Any
from urllib.parse import quote, urlencode

import qrcode
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key
from qrcode.image.svg import SvgPathImage

from dundian.accounts import actions, passwords
from dundian.accounts.models import User
from dundian.accounts.policy import Acting
from dundian.kernel.errors import Invalid

CODES = 10
new_key = default_key


def is_set_up(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def codes_left(user: User) -> int:
    """Recovery codes not used yet."""
    return int(StaticToken.objects.filter(device__user=user).count())


def secret_of(key: str) -> str:
    """The key as apps take it by hand: base32 in groups of four."""
    plain = base64.b32encode(unhexlify(key)).decode()
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def picture_of(user: User, key: str) -> str:
    """A data: URI with the QR code of the key, as SVG."""
    issuer = settings.OTP_TOTP_ISSUER
    query = urlencode(
        {"secret": secret_of(key).replace(" ", ""), "issuer": issuer, "digits": 6, "period": 30}
    )
    image: Any = qrcode.make(
        f"otpauth://totp/{quote(f'{issuer}:{user.username}')}?{query}", image_factory=SvgPathImage
    )
    out = io.BytesIO()
    image.save(out)
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"


@transaction.atomic
def set_up(*, actor: Acting, key: str, code: str) -> tuple[TOTPDevice, list[str]]:
    """The device, once `code` proves that the app has the key, and fresh recovery codes. Replaces an earlier app."""
    totp = TOTP(unhexlify(key), 30, 0, 6, 0)
    totp.time = time.time()
    if not (code.isascii() and code.isdigit() and len(code) == 6 and totp.verify(int(code), 1)):
        raise Invalid({"code": _("This code does not fit. Check that the telephone shows the right time.")})
    user = actor.user
    TOTPDevice.objects.filter(user=user).delete()
    device = TOTPDevice.objects.create(user=user, name="app", key=key, confirmed=True, last_t=totp.t())
    codes = _fresh_codes(user)
    actions.announce("protect", user, actor, actions.home_of(user))
    return device, codes


@transaction.atomic
def renew_codes(*, actor: Acting, password: str) -> list[str]:
    """New recovery codes; the old ones no longer count."""
    if not actor.user.check_password(password):
        raise Invalid({"password": _("The present password is wrong.")})
    codes = _fresh_codes(actor.user)
    actions.announce("protect", actor.user, actor, actions.home_of(actor.user), what="codes")
    return codes


def _fresh_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
    codes = [passwords.one_time() for _place in range(CODES)]
    for code in codes:
        device.token_set.create(token=code)
    return codes


@transaction.atomic
def check(user: User, code: str) -> Device | None:
    """The device that accepts `code`; None when it is wrong or the device is resting after wrong ones."""
    by_app = code.isdigit() and len(code) == 6
    devices: Any = (TOTPDevice if by_app else StaticDevice).objects.filter(user=user, confirmed=True)
    for device in devices.select_for_update():
        if device.verify_token(code):
            return device
    return None
