"""Taking in what others have written: calendars and tables, of whatever program and however damaged.

`read_calendar` and `read_table` read, and raise nothing for bad contents but `Unreadable`; a `Plan` says what taking it in would
change, row by row, and does it.
"""

from models.importing.entry import Entry, Reading, Window
from models.importing.fault import Fault, Unreadable
from models.importing.reading import read_calendar

__all__ = ["Entry", "Fault", "Reading", "Unreadable", "Window", "read_calendar"]
