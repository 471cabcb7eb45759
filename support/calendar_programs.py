"""The ways into a calendar program, and which of them is likely to fit the device that asks."""

import re
from typing import NamedTuple
from urllib.parse import quote

GUESSES = (("google", r"Android"), ("outlook", r"Windows"))
"""What a device's name suggests, in this order; a program of its own for all others, Apple's among them."""


class Way(NamedTuple):
    """`program` is "webcal" (Apple, Thunderbird, classic Outlook), "google", "outlook" or "office"."""

    program: str
    address: str


def ways_to_subscribe(address: str, title: str, agent: str) -> list[Way]:
    """The links that subscribe to the feed at an https address, the one for the browser's device first."""
    webcal, https, name = re.sub(r"^https?:", "webcal:", address), quote(address, safe=""), quote(title, safe="")
    ways = [
        Way("webcal", webcal),
        Way("google", f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"),  # https inside fails
        Way("outlook", f"https://outlook.live.com/calendar/0/addfromweb?url={https}&name={name}"),
        Way("office", f"https://outlook.office.com/calendar/0/addfromweb?url={https}&name={name}"),
    ]
    guess = next((program for program, device in GUESSES if re.search(device, agent)), "webcal")
    return sorted(ways, key=lambda way: way.program != guess)
