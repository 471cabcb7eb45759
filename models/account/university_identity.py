"""Who somebody is at the university's own sign-in (OpenID Connect)."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account.account import Account
from models.activity import Activity
from support import clock
from support.orm import Base, Moment, insert_new, session


class UniversityIdentity(Base):
    """A subject of an issuer, and whose account it is. Addresses change hands, subjects do not (OpenID Connect Core, 5.7)."""

    __tablename__ = "university_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("issuer", "account_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    account: Mapped[Account] = relationship()

    @classmethod
    def account_of(cls, issuer: str, subject: str) -> Account | None:
        """Whose account the subject is linked to."""
        mine = (cls.issuer == issuer, cls.subject == subject)
        return session().scalar(select(Account).join(cls, cls.account_id == Account.id).where(*mine))

    @classmethod
    def link(cls, account: Account, issuer: str, subject: str) -> bool:
        """Know the subject as this account from now on; False where the account is somebody else's there already."""
        linked_at = clock.now()
        new = insert_new(cls, account_id=account.id, issuer=issuer, subject=subject, linked_at=linked_at)
        if new:
            Activity.record("linked_university_sign_in", account, issuer=issuer)
        return new or cls.account_of(issuer, subject) is account
