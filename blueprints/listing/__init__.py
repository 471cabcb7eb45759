"""Staff's lists: filtered, sorted, paged, exported, all of it in the address. No blueprint: any of them may use it.

A list is a class. It says what the reader may see, which columns there are and what narrows it; the kit does the rest::

    class Rooms(StaffList):
        id, title = "rooms", _l("Rooms")
        columns = (
            Col("name", _l("Name"), sort=Room.by_name),
            Col("seats", _l("Seats"), sort=lambda: Room.seats, number=True),
            Col("actions", _l("Actions"), in_files=False, quiet=True),
        )
        filters = (Words(Room.search_text), OneOf("kind", _l("Kind"), wording.ROOMS, Room.kind))
        order = "name"

        def query(self) -> Select[Room]:
            return select(Room)

    @bp.get("/rooms")
    @staff_only
    def index() -> Response:
        return Rooms().answer("rooms/index.html", fragment="rooms/_list.html")

The page calls `list_filters(listing)` of `macros/lists.html` and includes the piece: a `list_piece(listing)`, called with a row.
"""

from blueprints.listing.columns import Col
from blueprints.listing.filters import Filter, OneOf, Since, Until, Words
from blueprints.listing.staff_list import PER_PAGE, StaffList, download, paged

__all__ = ["PER_PAGE", "Col", "Filter", "OneOf", "Since", "StaffList", "Until", "Words", "download", "paged"]
