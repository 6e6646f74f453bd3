"""Ships the image sources with the wheel, so that an installed flopscope-eval can build images."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ImageSources(BuildHookInterface):
    """Puts the tree's ``images/`` into the wheel as ``flopscope_eval/_images/``.

    Not into an editable install: that one reads ``images/`` where it is edited.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        images = Path(self.root).parent / "images"
        if not images.is_dir():
            raise FileNotFoundError(
                f"{images} is missing: build flopscope-eval from the harness/ folder of a checkout"
            )
        build_data["force_include"][str(images)] = "flopscope_eval/_images"
