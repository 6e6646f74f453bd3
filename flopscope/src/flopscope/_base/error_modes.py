"""How floating-point errors can be handled: their kinds, the modes, and NumPy's defaults."""

from typing import Final

KINDS: Final = ("divide", "over", "under", "invalid")
MODES: Final = ("ignore", "warn", "raise")
DEFAULTS: Final = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
