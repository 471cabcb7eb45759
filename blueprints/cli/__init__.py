"""The flask commands."""

from flask import Blueprint

from blueprints.cli.account import account
from blueprints.cli.backup import backup, restore
from blueprints.cli.check import check
from blueprints.cli.demo import demo
from blueprints.cli.import_ics import import_ics
from blueprints.cli.mail_in import mail_in
from blueprints.cli.serve import serve

bp = Blueprint("cli", __name__, cli_group=None)

for command in (account, backup, restore, check, demo, import_ics, mail_in, serve):
    bp.cli.add_command(command)
