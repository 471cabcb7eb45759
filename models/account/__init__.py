"""Those who sign in, and what each of them may."""

from models.account.account import ROLES, Account

__all__ = ["ROLES", "Account"]
