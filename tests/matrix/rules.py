"""Who may do what at each address. A URL name that is missing here fails the matrix."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.matrix.world import OWNERS, ROLES, SIDES

Who = frozenset[str]

EVERYBODY = frozenset(ROLES)
USERS = EVERYBODY - {"visitor"}
MEMBERS = USERS - {"former"}
NOBODY: Who = frozenset()
OWNER, HOST, LEAD = frozenset({"owner_admin"}), frozenset({"host_admin"}), frozenset({"lead"})
ADMINS = OWNER | HOST | {"third_admin"}
SEES: dict[str, Who] = {"draft": frozenset(OWNERS), "submitted": frozenset(SIDES), "confirmed": frozenset(SIDES)}
FILES: dict[str, Who] = {"draft": OWNER, "submitted": OWNER | HOST, "confirmed": OWNER | HOST}


@dataclass(frozen=True)
class Rule:
    """Who reads (GET) and writes (POST), for all objects or by object; None where there is no such method.

    Who sees the object but may not is refused (403); for everybody else it is not there (404), and a visitor is led to
    the sign-in. `sees` says who is refused rather than told nothing.
    """

    reads: Who | Mapping[str, Who] | None = None
    writes: Who | Mapping[str, Who] | None = None
    sees: Who | Mapping[str, Who] = NOBODY
    asks_sign_in: bool = True  # of a visitor
    refuses: bool = False  # the API: a visitor and who acts for nobody are refused whatever they ask
    any_method: bool = False

    def expected(self, method: str, role: str, obj: str) -> str:
        if self.refuses and role in ("visitor", "former"):
            return "refused"
        if self.asks_sign_in and role == "visitor":
            return "sign in"
        allowed = {"GET": self.reads, "POST": self.writes}.get(method)
        if obj in MISSING and not self.asks_sign_in:
            return "not there"
        if allowed is None:
            return "done" if self.any_method else "wrong method"
        if role in of(allowed, obj):
            return "done"
        return "refused" if role in of(self.sees, obj) else "not there"


MISSING = ("draft", "confirmed")  # for which no link was made


def of(who: Who | Mapping[str, Who], obj: str) -> Who:
    return who.get(obj, NOBODY) if isinstance(who, Mapping) else who


def on(**who: Who) -> dict[str, Who]:
    return who


PAGE, LEADS_PAGE = Rule(reads=MEMBERS), Rule(reads=LEAD)
OPEN, API = Rule(reads=EVERYBODY, asks_sign_in=False), Rule(reads=MEMBERS, refuses=True)
LINK = Rule(writes=EVERYBODY, asks_sign_in=False)  # whoever holds it
LINK_DECISION = Rule(writes=EVERYBODY - OWNERS, sees=frozenset(OWNERS), asks_sign_in=False)  # but who wrote the record
ACCOUNTS = Rule()  # django-allauth's own pages: never a server error, never a canary

RULES: dict[str, Rule] = {
    "healthz": OPEN,
    "web:components": OPEN,
    "web:look": Rule(writes=EVERYBODY, asks_sign_in=False),
    "web:language": Rule(reads=EVERYBODY, writes=EVERYBODY, asks_sign_in=False, any_method=True),  # Django's own
    "account_reset_by_code": Rule(reads=EVERYBODY, writes=EVERYBODY, asks_sign_in=False),
    "account_signup": Rule(reads=EVERYBODY, writes=EVERYBODY, asks_sign_in=False),
    # The register: the host's own page is asked for
    "directory:institution_list": PAGE,
    "directory:institution_options": Rule(reads=USERS),
    "directory:institution_mine": PAGE,
    "directory:institution_detail": PAGE,
    "directory:institution_logo": Rule(reads=NOBODY),  # the host has none
    "directory:institution_add": Rule(reads=LEAD, writes=LEAD),
    "directory:institution_edit": Rule(reads=HOST | LEAD, writes=HOST | LEAD),
    "directory:institution_merge": Rule(writes=LEAD),
    "directory:institution_people": Rule(reads=HOST | LEAD),
    "directory:contact_register": Rule(reads=HOST | LEAD, writes=HOST | LEAD),
    "directory:code_issue": Rule(writes=LEAD),
    "directory:code_slip": Rule(writes=NOBODY),  # none was issued a moment ago
    "directory:member_list": PAGE,
    "directory:membership_end": Rule(writes=OWNER | LEAD),
    "directory:reset_code_issue": Rule(writes=LEAD),
    "directory:reset_code_slip": Rule(writes=NOBODY),
    "directory:invitation_add": Rule(writes=NOBODY, sees=HOST | LEAD),  # to no role: refused even to who may invite
    "directory:invitation_slip": Rule(writes=NOBODY),
    "directory:invitation_withdraw": Rule(writes=OWNER | LEAD),
    "directory:invitation_enter": Rule(reads=EVERYBODY, writes=EVERYBODY, asks_sign_in=False),
    "directory:invitation_open": OPEN,
    "directory:invitation_accept": Rule(writes=NOBODY, sees=USERS),  # without an invitation
    "directory:profile": Rule(reads=MEMBERS, writes=MEMBERS),
    "directory:acting_switch": Rule(writes=NOBODY),  # to no membership of theirs
    "notices:notice_list": PAGE,
    "notices:notice_read_all": Rule(writes=MEMBERS),
    "notices:notice_open": Rule(writes=NOBODY),  # somebody else's
    # Records
    "records:inbox": PAGE,
    "records:evidence_list": LEADS_PAGE,
    "records:evidence_accept": Rule(writes=on(submitted=LEAD)),
    "records:evidence_send_back": Rule(writes=on(submitted=LEAD)),
    "records:attachment_list": Rule(reads=SEES, writes=FILES, sees=SEES),
    "records:attachment_download": Rule(reads=FILES),
    "records:attachment_preview": Rule(reads=FILES),
    "records:attachment_put_up": Rule(writes=FILES),
    "records:attachment_remove": Rule(writes=OWNER, sees=on(submitted=HOST, confirmed=HOST)),
    "records:confirmation_sheet": Rule(reads=SEES | {"draft": NOBODY}, sees=SEES),
    "records:record_open": Rule(reads=SEES),
    "records:record_submit": Rule(writes=on(draft=OWNER), sees=SEES),
    "records:record_withdraw": Rule(writes=on(submitted=OWNER), sees=SEES),
    "records:record_cancel": Rule(reads=NOBODY, writes=NOBODY, sees=SEES),  # none is a plan
    "records:record_void": Rule(
        reads=on(submitted=OWNER, confirmed=OWNER), writes=on(submitted=OWNER, confirmed=OWNER), sees=SEES
    ),
    "records:record_discard": Rule(writes=on(draft=OWNER), sees=SEES),
    "records:record_remind": Rule(writes=on(submitted=OWNER), sees=SEES),
    "records:record_take": Rule(writes=NOBODY, sees=SEES),  # nobody proposed anything
    "records:record_answer": Rule(reads=NOBODY, writes=NOBODY, sees=SEES),
    "records:record_confirm": Rule(writes=on(submitted=HOST, confirmed=HOST), sees=SEES),
    "records:record_disagree": Rule(
        reads=on(submitted=HOST, confirmed=HOST), writes=on(submitted=HOST, confirmed=HOST), sees=SEES
    ),
    "records:record_take_back": Rule(writes=on(confirmed=HOST), sees=SEES),
    "records:record_keep": Rule(reads=FILES, writes=FILES, sees=SEES),
    "records:link_list": Rule(reads=on(submitted=OWNER, confirmed=OWNER), sees=SEES),
    "records:link_make": Rule(writes=on(submitted=OWNER), sees=SEES),
    "records:link_send": Rule(writes=on(submitted=OWNER), sees=SEES),
    "records:link_open": OPEN,
    "records:link_confirm": LINK_DECISION,
    "records:link_disagree": LINK_DECISION,
    "records:link_answer": LINK_DECISION,
    "records:link_undo": LINK,
    "records:link_pass_on": LINK,
    "records:link_renew": LINK,
    "records:link_opened": LINK,
    # Exchanges
    "exchanges:exchange_list": PAGE,
    "exchanges:exchange_export_csv": PAGE,
    "exchanges:exchange_export_xlsx": PAGE,
    "exchanges:exchange_add": Rule(reads=ADMINS, writes=ADMINS, sees=USERS),
    "exchanges:exchange_draft": Rule(writes=USERS),  # says in words why it keeps nothing
    "exchanges:exchange_effect": Rule(writes=ADMINS, sees=USERS),
    "exchanges:exchange_detail": Rule(reads=SEES),
    "exchanges:exchange_edit": Rule(reads=OWNER, writes=OWNER, sees=SEES),
    "exchanges:exchange_report": Rule(reads=NOBODY, writes=NOBODY, sees=SEES),
    "exchanges:exchange_copy": Rule(reads=FILES, sees=USERS - ADMINS),
    "exchanges:exchange_save_draft": Rule(writes=SEES),  # likewise
    # Numbers
    "ledger:parked_list": LEADS_PAGE,
    "dashboard:home": OPEN,
    "dashboard:dashboard": PAGE,
    "dashboard:pillar": PAGE,
    "dashboard:drilldown": PAGE,
    "api:institution-list": API,
    "api:institution-detail": API,
    "api:exchange-list": API,
    "api:exchange-detail": Rule(reads=SEES, refuses=True),
    "api:entry-list": API,
    "api:entry-detail": Rule(reads=frozenset(SIDES), refuses=True),
    "api:indicator-list": API,
    "api:indicator-detail": API,
    "api:schema": OPEN,
    "api:docs": OPEN,
}
