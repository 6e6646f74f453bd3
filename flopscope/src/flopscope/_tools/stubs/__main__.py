"""``python -m flopscope._tools.stubs``: write the stubs beside the modules."""

from pathlib import Path

import flopscope
from flopscope._tools.stubs.write import MODULES, methods, stub


def path(module_name: str) -> Path:
    """Where a module's stub stands."""
    folder = Path(flopscope.__file__).parent
    place = folder.joinpath(*module_name.split("."))
    return place / "__init__.pyi" if place.is_dir() else place.with_suffix(".pyi")


if __name__ == "__main__":
    path("_arrays.methods").write_text(methods(), encoding="utf-8")
    for name in MODULES:
        path(name).write_text(stub(name), encoding="utf-8")
