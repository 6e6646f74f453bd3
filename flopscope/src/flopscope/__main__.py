"""``python -m flopscope``: commands that come with the library."""

import sys
from collections.abc import Callable, Sequence

USAGE = """usage: python -m flopscope COMMAND ...

commands:
  doctor   show what is installed, and every environment variable that is read
  run      run a program and show where its FLOPs go
"""


def main(argv: Sequence[str]) -> int:
    """Run a command; the exit code is its own, or 2 for an unknown one."""
    name, *rest = argv or [""]
    commands: dict[str, Callable[[Sequence[str]], int]] = {"doctor": _doctor, "run": _run}
    if name in ("-h", "--help"):
        print(USAGE, end="")
        return 0
    if name not in commands:
        print(f"{USAGE}\n{name!r} is not a command" if name else USAGE, file=sys.stderr)
        return 2
    return commands[name](rest)


def _doctor(argv: Sequence[str]) -> int:
    from flopscope._tools.doctor import main

    return main()


def _run(argv: Sequence[str]) -> int:
    from flopscope._profile.command import main

    return main(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
