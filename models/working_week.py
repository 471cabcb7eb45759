"""The two working weeks of the Labour Code of Kazakhstan (article 84): with Saturday and Sunday free, or Sunday alone."""

WEEKENDS: dict[str, frozenset[int]] = {"five": frozenset({5, 6}), "six": frozenset({6})}
"""The days of the week that are free, as `date.weekday()` counts them."""
WEEKS = tuple(WEEKENDS)
