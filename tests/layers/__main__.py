"""``python -m tests.layers [ROOT]`` counts rooms, arrows between them, circles and upward imports."""

from __future__ import annotations

import sys
from pathlib import Path

from .reader import circles, imports, modules
from .rooms import ORDER, room


def main(root: Path) -> None:
    """Print the counts of a checkout, and name what breaks the rules."""
    rank = {name: number for number, name in enumerate(ORDER)}
    found = imports(root)
    pairs = {(room(one.source), room(one.target)) for one in found}
    arrows = {(a, b) for a, b in pairs if a != b}
    of_rooms, of_files = circles(arrows), circles((one.source, one.target) for one in found)
    upward = [
        one
        for one in found
        if rank.get(room(one.source), -1) > rank.get(room(one.target), len(rank))
    ]
    print(f"rooms                {len({room(module) for module in modules(root)})}")
    print(f"arrows between them  {len(arrows)}")
    print(f"circles of rooms     {len(of_rooms)}, with {sum(map(len, of_rooms))} rooms in them")
    print(f"circles of files     {len(of_files)}, with {sum(map(len, of_files))} files in them")
    print(f"imports in functions {sum(one.nested for one in found)}")
    print(f"upward imports       {len(upward)}")
    for one in upward:
        print(f"  {one.source}:{one.line} imports {one.target}")
    for group in of_files:
        print(f"  in a circle: {', '.join(group)}")


main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
