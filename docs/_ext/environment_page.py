"""The page of environment variables, from the library's own table."""

from __future__ import annotations

from flopscope._base.environment import VARIABLES

HEAD = """# Environment variables

`python -m flopscope doctor` prints this table with the values of the current process.

| variable | default | meaning | read by |
|---|---|---|---|
"""


def environment_page() -> str:
    """The page as Markdown."""
    rows = (f"| `{v.name}` | {v.default} | {v.meaning} | {v.reader} |\n" for v in VARIABLES)
    return HEAD + "".join(rows)
