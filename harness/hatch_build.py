"""Ships the image sources with the wheel, so that an installed flopscope-eval can build images."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED_AS = "flopscope_eval/_images"


class ImageSources(BuildHookInterface):
    """Puts the tree's ``images/``, and the lock that pins what goes into them, into the wheel.

    Not into an editable install: that one reads them where they are edited.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root).parent
        shipped = {
            root / "images": SHIPPED_AS,
            root / "requirements.lock": f"{SHIPPED_AS}/requirements.lock",
        }
        for source, name in shipped.items():
            if not source.exists():
                raise FileNotFoundError(
                    f"{source} is missing: build flopscope-eval in a checkout, from harness/"
                )
            build_data["force_include"][str(source)] = name
