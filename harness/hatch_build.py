"""Ships what an installed flopscope-eval builds images from, and what its doctor attacks with."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED_AS = "flopscope_eval/_images"
HOSTILE_AS = "flopscope_eval/_hostile"


class ImageSources(BuildHookInterface):
    """Puts ``images/``, the lock that pins what goes into them, and hostile submissions into the wheel.

    Not into an editable install: that one reads them where they are edited.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root).parent
        shipped = {
            root / "images": SHIPPED_AS,
            root / "requirements.lock": f"{SHIPPED_AS}/requirements.lock",
            root / "examples" / "hostile": HOSTILE_AS,
        }
        for source, name in shipped.items():
            if not source.exists():
                raise FileNotFoundError(
                    f"{source} is missing: build flopscope-eval in a checkout, from harness/"
                )
            build_data["force_include"][str(source)] = name
