"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A busy machine is slow at everything; how long a test takes is up to pytest's time limit.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# For a search that goes on for longer: FLOPSCOPE_EXAMPLES=5000 pytest tests/...
settings.register_profile(
    "search",
    settings.get_profile("suite"),
    max_examples=int(os.environ.get("FLOPSCOPE_EXAMPLES", "100")),
)
settings.load_profile("search" if "FLOPSCOPE_EXAMPLES" in os.environ else "suite")
