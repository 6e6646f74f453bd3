"""Runs submissions as the command line does, and reads what hostile ones say of themselves."""

from __future__ import annotations

import ast
import re
import secrets
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flopscope_eval import cli, limits, runner
from flopscope_eval.result import Result
from flopscope_eval.sandbox.interface import RunSpec, Sandbox
from flopscope_eval.submission import Submission

HOSTILE = Path(__file__).parents[2] / "examples" / "hostile"


class Quiet:
    """Progress that nobody watches."""

    def stage(self, text: str) -> None:
        """Nothing."""

    def detail(self, text: str) -> None:
        """Nothing."""


def run(sandbox: Sandbox, path: Path, *arguments: str) -> Result:
    """Run ``path``; ``arguments`` are options of ``flopscope-eval run``."""
    context = cli.run.make_context(
        "run", [str(path), "--budget", "1e6", "--time-limit", "60", *arguments]
    )
    given: dict[str, Any] = context.params
    names = {row.name for row in limits.ROWS}
    spec = RunSpec(
        run_id=secrets.token_hex(8),
        submission=Submission.load(path),
        budget=given["budget"],
        limits=limits.Limits.from_values(**{k: v for k, v in given.items() if k in names}),
        policy=Path(policy) if Path(policy := given["policy"]).is_file() else policy,
        seed=1 if given["seed"] is None else given["seed"],
        allow_unconfined=given["allow_unconfined"],
    )
    return runner.run(spec, sandbox, Quiet())


def program(folder: Path, text: str) -> Path:
    """Write a submission."""
    path = folder / "submission.py"
    path.write_text(text)
    return path


def stdout(result: Result) -> str:
    """Give what is kept of the submission's output."""
    kept = result.evidence.stdout
    return (kept.head + kept.tail).decode(errors="backslashreplace")


@dataclass(frozen=True)
class Case:
    """A hostile submission and what its docstring says must come of it."""

    path: Path
    tags: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Case:
        """Read the tags of the file, or of the submission.py of the folder."""
        source = path / "submission.py" if path.is_dir() else path
        doc = ast.get_docstring(ast.parse(source.read_text()), clean=True) or ""
        return cls(path, dict(re.findall(r"^([a-z-]+): (.*)$", doc, re.MULTILINE)))

    def expected_status(self, sandbox: str) -> str:
        """Give the status that it must get in this sandbox."""
        return self.tags.get(f"expect-{sandbox}", self.tags["expect"])

    @property
    def arguments(self) -> list[str]:
        """The options that it wants."""
        return shlex.split(self.tags.get("arguments", ""))


def hostile_cases() -> list[Case]:
    """Read all of them."""
    folders = [path.parent for path in HOSTILE.glob("*/submission.py")]
    return [Case.read(path) for path in sorted([*HOSTILE.glob("*.py"), *folders])]
