"""The trail keeps verbs and nouns as codes; here they become words. A code without a word is shown as it is."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERBS: dict[str, Any] = {
    "accept": pgettext_lazy("audit verb", "accepted"),
    "activate": pgettext_lazy("audit verb", "let in again"),
    "add": pgettext_lazy("audit verb", "added"),
    "adopt": pgettext_lazy("audit verb", "adopted"),
    "agree": pgettext_lazy("audit verb", "agreed to"),
    "answer": pgettext_lazy("audit verb", "answered"),
    "answer_referral": pgettext_lazy("audit verb", "answered the referral of"),
    "apply": pgettext_lazy("audit verb", "applied"),
    "appoint": pgettext_lazy("audit verb", "appointed"),
    "ask": pgettext_lazy("audit verb", "asked for"),
    "assign": pgettext_lazy("audit verb", "assigned"),
    "cancel": pgettext_lazy("audit verb", "cancelled"),
    "change": pgettext_lazy("audit verb", "changed"),
    "charge": pgettext_lazy("audit verb", "put in charge of"),
    "check": pgettext_lazy("audit verb", "checked"),
    "choose": pgettext_lazy("audit verb", "chose"),
    "close": pgettext_lazy("audit verb", "closed"),
    "countersign": pgettext_lazy("audit verb", "countersigned"),
    "create": pgettext_lazy("audit verb", "made"),
    "deactivate": pgettext_lazy("audit verb", "shut out"),
    "delete": pgettext_lazy("audit verb", "deleted"),
    "deploy": pgettext_lazy("audit verb", "deployed"),
    "disband": pgettext_lazy("audit verb", "disbanded"),
    "dispatch": pgettext_lazy("audit verb", "dispatched"),
    "download": pgettext_lazy("audit verb", "downloaded"),
    "draft": pgettext_lazy("audit verb", "drafted"),
    "drop": pgettext_lazy("audit verb", "dropped"),
    "edit": pgettext_lazy("audit verb", "changed"),
    "end": pgettext_lazy("audit verb", "ended"),
    "export": pgettext_lazy("audit verb", "exported"),
    "extend": pgettext_lazy("audit verb", "extended"),
    "find_damaged": pgettext_lazy("audit verb", "found damaged"),
    "fill": pgettext_lazy("audit verb", "filled in"),
    "finish": pgettext_lazy("audit verb", "finished"),
    "follow_site": pgettext_lazy("audit verb", "moved with its site"),
    "form": pgettext_lazy("audit verb", "formed"),
    "freeze": pgettext_lazy("audit verb", "froze"),
    "gather": pgettext_lazy("audit verb", "combined"),
    "grant": pgettext_lazy("audit verb", "granted"),
    "import": pgettext_lazy("audit verb", "imported"),
    "issue": pgettext_lazy("audit verb", "issued"),
    "leave_site": pgettext_lazy("audit verb", "left its site"),
    "link": pgettext_lazy("audit verb", "linked"),
    "load": pgettext_lazy("audit verb", "loaded"),
    "make": pgettext_lazy("audit verb", "made"),
    "merge": pgettext_lazy("audit verb", "merged"),
    "move": pgettext_lazy("audit verb", "moved"),
    "protect": pgettext_lazy("audit verb", "gave a second factor to"),
    "publish": pgettext_lazy("audit verb", "published"),
    "raise": pgettext_lazy("audit verb", "raised"),
    "receive": pgettext_lazy("audit verb", "received"),
    "redraft": pgettext_lazy("audit verb", "drafted anew"),
    "refer": pgettext_lazy("audit verb", "referred"),
    "release": pgettext_lazy("audit verb", "released"),
    "remove": pgettext_lazy("audit verb", "removed"),
    "rename": pgettext_lazy("audit verb", "renamed"),
    "renew_rights": pgettext_lazy("audit verb", "renewed the rights of"),
    "reopen": pgettext_lazy("audit verb", "reopened"),
    "reset": pgettext_lazy("audit verb", "set a new password for"),
    "return": pgettext_lazy("audit verb", "returned"),
    "revise": pgettext_lazy("audit verb", "revised"),
    "revoke": pgettext_lazy("audit verb", "revoked"),
    "save": pgettext_lazy("audit verb", "saved"),
    "seat": pgettext_lazy("audit verb", "gave a seat to"),
    "see_reporter": pgettext_lazy("audit verb", "saw the reporter of"),
    "send": pgettext_lazy("audit verb", "sent"),
    "set": pgettext_lazy("audit verb", "set"),
    "set_aside": pgettext_lazy("audit verb", "set aside"),
    "set_reports": pgettext_lazy("audit verb", "set the reports of"),
    "set_roles": pgettext_lazy("audit verb", "set the roles of"),
    "set_quotas": pgettext_lazy("audit verb", "set the quotas of"),
    "set_stages": pgettext_lazy("audit verb", "set the stages of"),
    "start": pgettext_lazy("audit verb", "started"),
    "submit": pgettext_lazy("audit verb", "submitted"),
    "take_over": pgettext_lazy("audit verb", "took over"),
    "take_step": pgettext_lazy("audit verb", "took a step in"),
    "unchoose": pgettext_lazy("audit verb", "took back the choice of"),
    "unprotect": pgettext_lazy("audit verb", "removed the second factor of"),
    "unseat": pgettext_lazy("audit verb", "took the seat from"),
    "urge": pgettext_lazy("audit verb", "urged"),
    "verify": pgettext_lazy("audit verb", "verified"),
    "view": pgettext_lazy("audit verb", "viewed"),
    "withdraw": pgettext_lazy("audit verb", "withdrew"),
    "write": pgettext_lazy("audit verb", "wrote"),
}

NOUNS: dict[str, Any] = {
    "appointment": pgettext_lazy("audit noun", "appointment"),
    "area": pgettext_lazy("audit noun", "charge of an area"),
    "audit": pgettext_lazy("audit noun", "audit trail"),
    "baseline": pgettext_lazy("audit noun", "baseline"),
    "baseline_form": pgettext_lazy("audit noun", "baseline form"),
    "campaign": pgettext_lazy("audit noun", "campaign"),
    "candidate": pgettext_lazy("audit noun", "candidate"),
    "concern": pgettext_lazy("audit noun", "concern"),
    "dispatch": pgettext_lazy("audit noun", "dispatch"),
    "document": pgettext_lazy("audit noun", "document"),
    "feedback": pgettext_lazy("audit noun", "feedback"),
    "figure": pgettext_lazy("audit noun", "figure"),
    "group_member": pgettext_lazy("audit noun", "leading group"),
    "import": pgettext_lazy("audit noun", "import"),
    "indicator": pgettext_lazy("audit noun", "indicator"),
    "initiative": pgettext_lazy("audit noun", "initiative"),
    "leave": pgettext_lazy("audit noun", "leave"),
    "ledger": pgettext_lazy("audit noun", "ledger"),
    "list": pgettext_lazy("audit noun", "list"),
    "log": pgettext_lazy("audit noun", "work log"),
    "person": pgettext_lazy("audit noun", "person"),
    "phone": pgettext_lazy("audit noun", "telephone number"),
    "photo": pgettext_lazy("audit noun", "photo"),
    "plan": pgettext_lazy("audit noun", "work plan"),
    "referral": pgettext_lazy("audit noun", "referral"),
    "report": pgettext_lazy("audit noun", "report"),
    "sign_in": pgettext_lazy("audit noun", "sign-in"),
    "site": pgettext_lazy("audit noun", "site"),
    "task": pgettext_lazy("audit noun", "task"),
    "task_set": pgettext_lazy("audit noun", "task set"),
    "team": pgettext_lazy("audit noun", "team"),
    "time_limit": pgettext_lazy("audit noun", "time limit"),
    "unit": pgettext_lazy("audit noun", "unit"),
}

ROLES: dict[str, Any] = {
    "office": _("Programme office"),
    "leader": _("Leader in charge"),
    "team_leader": _("Team leader"),
    "cadre": _("Stationed cadre"),
    "department": _("Department handler"),
    "host": _("Host-union contact"),
    "system_admin": _("System administrator"),
    "security_admin": _("Security administrator"),
    "audit_admin": _("Audit administrator"),
}


FAULTS: dict[str, Any] = {
    "changed": pgettext_lazy("audit fault", "changed"),
    "removed": pgettext_lazy("audit fault", "removed"),
    "inserted": pgettext_lazy("audit fault", "inserted or forged"),
    "reordered": pgettext_lazy("audit fault", "moved"),
}


PARTICULARS: dict[str, Any] = {
    "activities": pgettext_lazy("audit particular", "activities"),
    "after": pgettext_lazy("audit particular", "after"),
    "area": pgettext_lazy("audit particular", "area"),
    "before": pgettext_lazy("audit particular", "before"),
    "campaign": pgettext_lazy("audit particular", "campaign"),
    "changed": pgettext_lazy("audit particular", "what changed"),
    "concerns": pgettext_lazy("audit particular", "concerns"),
    "deployed_from": pgettext_lazy("audit particular", "deployed from"),
    "direction": pgettext_lazy("audit particular", "direction"),
    "duty": pgettext_lazy("audit particular", "duty"),
    "edition": pgettext_lazy("audit particular", "edition"),
    "ends_on": pgettext_lazy("audit particular", "last day"),
    "figures": pgettext_lazy("audit particular", "figures"),
    "file": pgettext_lazy("audit particular", "file"),
    "filter": pgettext_lazy("audit particular", "conditions"),
    "initiatives": pgettext_lazy("audit particular", "initiatives"),
    "kind": pgettext_lazy("audit particular", "kind"),
    "members": pgettext_lazy("audit particular", "members"),
    "new": pgettext_lazy("audit particular", "new"),
    "notice": pgettext_lazy("audit particular", "notice"),
    "number": pgettext_lazy("audit particular", "number"),
    "octets": pgettext_lazy("audit particular", "size in bytes"),
    "on": pgettext_lazy("audit particular", "day"),
    "outcome": pgettext_lazy("audit particular", "outcome"),
    "parent": pgettext_lazy("audit particular", "unit above"),
    "person": pgettext_lazy("audit particular", "person"),
    "reason": pgettext_lazy("audit particular", "reason"),
    "role": pgettext_lazy("audit particular", "role"),
    "rows": pgettext_lazy("audit particular", "rows"),
    "seat": pgettext_lazy("audit particular", "seat"),
    "sha256": pgettext_lazy("audit particular", "SHA-256 digest"),
    "since": pgettext_lazy("audit particular", "since"),
    "site": pgettext_lazy("audit particular", "site"),
    "stages": pgettext_lazy("audit particular", "stages"),
    "starts_on": pgettext_lazy("audit particular", "first day"),
    "state": pgettext_lazy("audit particular", "state"),
    "step": pgettext_lazy("audit particular", "step"),
    "task_sets": pgettext_lazy("audit particular", "task sets"),
    "tasks": pgettext_lazy("audit particular", "tasks"),
    "to": pgettext_lazy("audit particular", "to"),
    "units": pgettext_lazy("audit particular", "units"),
    "until": pgettext_lazy("audit particular", "until"),
    "username": pgettext_lazy("audit particular", "sign-in name"),
    "year": pgettext_lazy("audit particular", "year"),
}


def verb(code: str) -> Any:
    return VERBS.get(code, code)


def noun(code: str) -> Any:
    return NOUNS.get(code, code)


def role(code: str) -> Any:
    return ROLES.get(code, code)


def fault(code: str) -> Any:
    return FAULTS.get(code, code)


def particular(code: str) -> Any:
    return PARTICULARS.get(code, code)
