"""Runs submissions as the command line does."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from flopscope_eval._run import limits
from flopscope_eval._run.progress import Quiet
from flopscope_eval._run.submission import Submission
from flopscope_eval.commands import run as command
from flopscope_eval.judging.judge import judge
from flopscope_eval.judging.judged import Judged
from flopscope_eval.sandbox.interface import RunSpec, Sandbox


def run(sandbox: Sandbox, path: Path, *arguments: str) -> Judged:
    """Run ``path``; ``arguments`` are options of ``flopscope-eval run``."""
    return judge(spec_of(path, *arguments), sandbox, Quiet())


def spec_of(path: Path, *arguments: str) -> RunSpec:
    """What ``flopscope-eval run`` makes of these arguments."""
    context = command.run.make_context(
        "run", [str(path), "--budget", "1e6", "--time-limit", "60", *arguments]
    )
    given: dict[str, Any] = context.params
    names = {row.name for row in limits.ROWS}
    return RunSpec(
        run_id=secrets.token_hex(8),
        submission=Submission.load(path),
        budget=given["budget"],
        limits=limits.Limits.from_values(**{k: v for k, v in given.items() if k in names}),
        policy=Path(policy) if Path(policy := given["policy"]).is_file() else policy,
        seed=1 if given["seed"] is None else given["seed"],
        allow_unconfined=given["allow_unconfined"],
        modules=given["allow_module"],
    )


def program(folder: Path, text: str) -> Path:
    """Write a submission."""
    path = folder / "submission.py"
    path.write_text(text)
    return path


def stdout(result: Judged) -> str:
    """Give what is kept of the submission's output."""
    kept = result.evidence.stdout
    return (kept.head + kept.tail).decode(errors="backslashreplace")
