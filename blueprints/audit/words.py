"""The record's words: what was done, to what sort of thing, to which field. What is not here is shown as it was written."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

VERBS = {
    "created": _lp("record", "Added"),
    "revised": _lp("record", "Changed"),
    "published": _lp("record", "Published"),
    "moved": _lp("record", "Moved"),
    "cancelled": _lp("record", "Cancelled"),
    "reopened": _lp("record", "Opened again"),
    "held": _lp("record", "Marked as held"),
    "archived": _lp("record", "Put into the archive"),
    "copied": _lp("record", "Made as a copy"),
    "deleted": _lp("record", "Deleted"),
    "restored": _lp("record", "Brought back from the trash"),
    "removed": _lp("record", "Removed"),
    "purged": _lp("record", "Deleted for good"),
    "merged": _lp("record", "Merged"),
    "told_apart": _lp("record", "Said to be two"),
    "imported": _lp("record", "Imported"),
    "loaded": _lp("record", "Loaded"),
    "registered": _lp("record", "Registered"),
    "got_seat": _lp("record", "Got a seat from the waiting list"),
    "answered": _lp("record", "Answered the invitation"),
    "checked_in": _lp("record", "Marked as present"),
    "undid_check_in": _lp("record", "No longer marked as present"),
    "wrote_letter": _lp("record", "Wrote to people"),
    "sent_again": _lp("record", "Sent again"),
    "assigned": _lp("record", "Somebody was given a part"),
    "released": _lp("record", "Somebody's part was taken away"),
    "replaced": _lp("record", "Somebody was replaced"),
    "replaced_person": _lp("record", "Somebody was replaced"),
    "handed_over": _lp("record", "Handed over"),
    "accepted_conflicts": _lp("record", "Went on in spite of conflicts"),
    "approved": _lp("record", "Approved"),
    "approval_taken_back": _lp("record", "Approval taken back"),
    "dropped": _lp("record", "Given up"),
    "taken_up": _lp("record", "Taken up again"),
    "renewed": _lp("record", "Renewed"),
    "became_event": _lp("record", "Became an event"),
    "parted_from_event": _lp("record", "Parted from its event"),
    "prepared": _lp("record", "Counted internal dates back"),
    "put_by_hand": _lp("record", "Set by hand: no longer counted back"),
    "follows_again": _lp("record", "Counted back again"),
    "invited": _lp("record", "Invited"),
    "accepted": _lp("record", "Accepted the invitation"),
    "closed": _lp("record", "Closed"),
    "signed_in": _lp("record", "Signed in"),
    "signed_out_everywhere": _lp("record", "Signed out everywhere"),
    "ended_session": _lp("record", "Ended a sign-in"),
    "changed_password": _lp("record", "Changed the password"),
    "asked_for_address": _lp("record", "Asked for another address"),
    "kept_address": _lp("record", "Kept the address"),
    "readdressed": _lp("record", "Given a new address"),
    "revoked": _lp("record", "Revoked"),
    "added_authenticator": _lp("record", "Added an authenticator"),
    "removed_authenticator": _lp("record", "Removed the authenticator"),
    "added_passkey": _lp("record", "Added a passkey"),
    "removed_passkey": _lp("record", "Removed a passkey"),
    "made_recovery_codes": _lp("record", "Made recovery codes"),
    "used_recovery_code": _lp("record", "Used a recovery code"),
    "reset_second_factors": _lp("record", "Took all second factors away"),
    "linked_university_sign_in": _lp("record", "Linked the university's sign-in"),
}
KINDS = {
    "info_days": _l("Information day"),
    "conferences": _l("Conference"),
    "delegations": _l("Visit"),
    "qa_sessions": _l("Q&A session"),
    "registrations": _l("Registration"),
    "messages": _l("Mail"),
    "programmes": _l("Opportunity"),
    "editions": _l("Year of an opportunity"),
    "calls": _l("Call"),
    "deadlines": _l("Deadline"),
    "preparations": _l("Steps before a call"),
    "organisations": _l("Organisation"),
    "people": _l("Person"),
    "rooms": _l("Room"),
    "series": _l("Series"),
    "special_days": _l("Special day"),
    "plan_lines": _l("Line of the plan"),
    "agreements": _l("Agreement"),
    "mobility_records": _l("Line of mobility"),
    "event_formats": _l("Format"),
    "event_parts": _l("Part in an event"),
    "offices": _l("Office"),
    "office_members": _l("Person of the office"),
    "accounts": _l("Account"),
    "personal_feeds": _l("Calendar of one's own"),
    "confirmed_addresses": _l("Address without an account"),
    "imports": _l("Import"),
    "demo": _l("Demo"),
}
NOBODY = {
    "visitor": _l("Somebody without an account"),
    "worker": _l("The worker"),
    "demo": _l("The demo"),
    "mail-in": _l("A mail that came in"),
    "cli": _l("A command"),
}


def verb(code: str) -> str:
    """What was done; of a verb that nobody gave words to, the verb."""
    return str(VERBS.get(code) or readable(code))


def kind(code: str) -> str:
    """What sort of thing it was done to."""
    return str(KINDS.get(code) or readable(code))


def actor(name: str) -> str:
    """Who did it, where no account stands behind it."""
    return str(NOBODY.get(name) or name or _("Unknown"))


def readable(code: str) -> str:
    """A code as words: "asks_phone" is "Asks phone"."""
    return code.replace("_", " ").strip().capitalize()


def choices(table: dict[str, Any]) -> dict[str, str]:
    """A table as a menu, in the order of its words; codes of the same words are one choice, the first of them."""
    once = {str(words): code for code, words in reversed(table.items())}
    return {code: words for words, code in sorted(once.items(), key=lambda pair: pair[0].casefold())}


def said_alike(table: dict[str, Any], code: str) -> list[str]:
    """All codes that a choice of the menu stands for."""
    return [one for one, words in table.items() if str(words) == str(table[code])]
