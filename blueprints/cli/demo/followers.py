"""Who follows the demo's opportunities by mail: its accounts, for their addresses belong to nobody."""

from blueprints.cli.demo.catalogue import Catalogue
from models import Account, Follower

FOLLOWED = {"host": ("jm-chair", "jm-module"), "organiser": ("ka171-icm", "jm-chair")}


def load_followers(catalogue: Catalogue, accounts: dict[str, Account]) -> None:
    """They have been told everything there was, so their first mail comes with the next news."""
    for person, programmes in FOLLOWED.items():
        for programme in programmes:
            Follower.subscribe(accounts[person], "en", catalogue.programmes[programme])
