"""How our mails are written down."""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any


class Folding(EmailPolicy):
    """Folds subjects and names so that no space is lost, or won, where a line breaks.

    Python's own way does both (python/cpython#92081: "байланыстар бөлімі" arrives as one word) up to versions that are still in
    use; its older `Header` does it right.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name == "Subject":
            return f"{name}: {self._encoded(name, str(value))}{self.linesep}".encode("ascii")
        if name.startswith("List-"):
            return f"{name}: {value}{self.linesep}".encode("ascii")  # EmailPolicy breaks long addresses, or encodes them
        if str(value).isascii():
            return super().fold_binary(name, value)
        mailboxes = [f"{self._encoded(name, box.display_name)}{self.linesep} <{box.addr_spec}>" for box in value.addresses]
        return f"{name}: {f',{self.linesep} '.join(mailboxes)}{self.linesep}".encode("ascii")

    def _encoded(self, name: str, text: str) -> str:
        charset = "us-ascii" if text.isascii() else "utf-8"
        return Header(text, charset, header_name=name).encode(linesep=self.linesep)


MAIL = Folding().clone(linesep="\r\n")
"""The policy of every mail: lines end as SMTP wants them, all is ASCII on the wire."""
