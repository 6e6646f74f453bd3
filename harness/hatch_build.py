"""Ships what an installed flopscope-eval builds images from, and what its doctor attacks with."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

IMAGES = "flopscope_eval/_images"
SHIPPED = {
    "images": IMAGES,
    "requirements.lock": f"{IMAGES}/requirements.lock",
    "examples/hostile": "flopscope_eval/_hostile",
}
"""Files of a checkout, and where a wheel has them. A source distribution has them below ``shipped/``."""


class ImageSources(BuildHookInterface):
    """Puts ``images/``, the lock that pins what goes into them, and hostile submissions into the wheel.

    Not into an editable install: that one reads them where they are edited.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Tell the builder which files from outside the source tree to add."""
        if version == "editable":
            return
        unpacked = Path(self.root) / "shipped"
        root = unpacked if unpacked.is_dir() else Path(self.root).parent
        for path, wheel_path in SHIPPED.items():
            source = root / path
            if not source.exists():
                raise FileNotFoundError(
                    f"{source} is missing: build flopscope-eval from a checkout or its source distribution"
                )
            place = f"shipped/{path}" if self.target_name == "sdist" else wheel_path
            build_data["force_include"][str(source)] = place
