"""Recovery codes: a sheet of paper for the day when the telephone is lost."""

import re
from typing import Any

from flask import current_app
from flask_security import MfRecoveryCodesUtil


class RecoveryCodes(MfRecoveryCodesUtil):
    """Made, encrypted and read by Flask-Security; kept and used up by the account's own verbs, which record it."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """Make a sheet of codes instead of the one before. The account keeps them encrypted: nothing shows them again."""
        number = current_app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_N"]
        codes: list[str] = current_app.extensions["security"].totp_factory.generate_recovery_codes(number)
        user.keep_recovery_codes(self._encrypt_codes(codes))
        return codes

    def place_of(self, user: Any, code: str) -> int | None:
        """Where among the account's codes one is, however it was typed; None where it is none of them."""
        typed = re.sub(r"[^0-9a-z]", "", code.casefold())
        for place, kept in enumerate(user.mf_recovery_codes or ()):
            if typed in [known.replace("-", "") for known in self._decrypt_codes([kept])]:
                return place
        return None


def recovery_codes() -> RecoveryCodes:
    util: RecoveryCodes = current_app.extensions["security"].mf_recovery_codes_util
    return util
