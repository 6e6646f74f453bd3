"""The entry: makes the folder around this one the import path, and starts the launcher."""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    # In place of this folder, whose modules are reached through their package only.
    sys.path[0] = str(here.parent)
    importlib.import_module(f"{here.name}.launch").main(sys.argv)
