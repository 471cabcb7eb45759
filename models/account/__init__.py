"""Those who sign in, and what each of them may."""

from models.account.account import ROLES, STATES, Account
from models.account.address_change import AddressChange, AddressTaken
from models.account.closable import LastAdmin
from models.account.door import Door, Try
from models.account.passkey import Passkey
from models.account.sign_in import SignIn
from models.account.university_identity import UniversityIdentity

__all__ = [
    "ROLES",
    "STATES",
    "Account",
    "AddressChange",
    "AddressTaken",
    "Door",
    "LastAdmin",
    "Passkey",
    "SignIn",
    "Try",
    "UniversityIdentity",
]
