"""Makes each distribution require its sisters at exactly its own version.

The four distributions share code that is not a public interface, so only equal versions work together.
The version has a local part, which public indexes refuse: a requirement on it can't be met by another
project's package of the same name.
"""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Lockstep(MetadataHookInterface):
    """Adds ``==`` requirements on the distributions that ``sisters`` names.

    Configuration, in ``[tool.hatch.metadata.hooks.custom]``: ``sisters``, requirements without a version
    such as ``"flopscope[local]"``; ``dependencies``, the other requirements.
    """

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the dependencies, unless a source distribution's metadata has them already."""
        if "dependencies" in metadata:
            return
        version = _version(Path(self.root).parent / "flopscope/src/flopscope/_version.py")
        sisters = [f"{sister}=={version}" for sister in self.config.get("sisters", [])]
        metadata["dependencies"] = [*sisters, *self.config.get("dependencies", [])]


def _version(path: Path) -> str:
    """The version that the one file with it assigns."""
    scope: dict[str, str] = {}
    exec(path.read_text(encoding="utf-8"), scope)
    return scope["__version__"]


def get_metadata_hook() -> type[MetadataHookInterface]:
    """What hatchling asks this file for."""
    return Lockstep
