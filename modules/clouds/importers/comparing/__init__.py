"""Deviation maps, calculated in a process of their own."""

from modules.clouds.importers.comparing.compare import Compared, Wanted, compare, keep_compared, shown_of

__all__ = ["Compared", "Wanted", "compare", "keep_compared", "shown_of"]
