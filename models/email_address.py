"""E-mail addresses as people type them."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3


class BadAddress(ValueError):
    """`reason` is "shape", "letters" or "length"; `letters` are those that no mail server of ours could address."""

    def __init__(self, reason: str, letters: str = "") -> None:
        super().__init__(reason)
        self.reason, self.letters = reason, letters


def clean_email(typed: str) -> str:
    """The address as it will be written to.

    Raises BadAddress for what is none, for letters outside Latin (a Cyrillic «с» in a Latin address is a slip of the keyboard,
    and few servers take such mailboxes: RFC 6531) and for what is too long. A whole domain in Cyrillic is fine: it becomes xn--….
    """
    address = unicodedata.normalize("NFKC", typed).strip()
    if len(address) > MAX_LENGTH:
        raise BadAddress("length")
    mailbox, _, domain = address.rpartition("@")
    if strange := _foreign_letters(mailbox) or _mixed_letters(domain):
        raise BadAddress("letters", strange)
    try:
        valid = validate_email(address, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        raise BadAddress("shape") from None
    return valid.ascii_email or address


def email_key(address: str) -> str:
    """What two spellings of one address share: case does not count, neither do invisible differences of Unicode."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def _foreign_letters(text: str) -> str:
    return "".join(dict.fromkeys(letter for letter in text if letter.isalpha() and not letter.isascii()))


def _mixed_letters(domain: str) -> str:
    """Foreign letters in a label that has Latin ones too."""
    return "".join(
        _foreign_letters(label)
        for label in domain.split(".")
        if _foreign_letters(label) and any(letter.isascii() and letter.isalpha() for letter in label)
    )
