# ruff: noqa: E501
"""Record the first hour of three users in docs/first-hour.md: ``make first-hour``.

Wheels are built, installed into new environments, and each step is run as it is printed. What programs print
goes into the page; pictures are of the terminal (rich), of the HTML profile and of the site (Chromium).
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs/images/first-hour"
LONGEST = 40


class Step(NamedTuple):
    """One step: a file to write, or a command to run.

    Attributes
    ----------
    why : str
        A sentence for the reader.
    command : str
        As typed; empty where only a file is written.
    file, content : str
        What is written before.
    picture : str
        Name of the terminal's picture, if there is one.
    status : int
        The exit code that the command must have.
    """

    why: str
    command: str = ""
    file: str = ""
    content: str = ""
    picture: str = ""
    status: int = 0


FIRST = """import flopscope.numpy as fnp

A = fnp.ones((100, 100))
v = fnp.ones(100)
print((A @ A @ v)[0])
"""

STUDY = """import flopscope as flops
import flopscope.numpy as fnp

rng = fnp.random.default_rng(7)
A = rng.normal(size=(200, 50))
b = rng.normal(size=200)

with flops.BudgetContext(flop_budget=10**9) as budget:
    with flops.namespace("normal equations"):
        x = fnp.linalg.solve(A.T @ A, A.T @ b)
    with flops.namespace("svd"):
        y = fnp.linalg.lstsq(A, b)[0]
print(fnp.allclose(x, y))
print(budget.summary(by_namespace=True))
"""

USERS: dict[str, list[Step]] = {
    "Participant": [
        Step("Create an environment, and install from wheels.", "python3 -m venv .venv && . .venv/bin/activate && pip install --quiet $WHEELS"),
        Step("See what this machine can enforce.", "flopscope-eval doctor"),
        Step("Write a first program.", file="submission.py", content=FIRST),
        Step("Score it.", "flopscope-eval run submission.py --budget 1e7 --seed 7 --sandbox process", picture="participant-run"),
        Step("Two products of a matrix and a vector give the same numbers.", "sed -i 's/A @ A @ v/A @ (A @ v)/' submission.py && flopscope-eval run submission.py --budget 1e7 --seed 7 --sandbox process -q"),
        Step("Ask for a price.", "flopscope-eval explain 'matmul((100, 100), (100, 100))'"),
        Step("Run out of budget.", "flopscope-eval run submission.py --budget 1000 --seed 7 --sandbox process", picture="participant-over", status=11),
        Step("Import NumPy, as everybody does once.", "printf 'import numpy as np\\n' > wrong.py; flopscope-eval run wrong.py --budget 1000 --seed 7 --sandbox process", status=10),
    ],
    "Researcher": [
        Step("Create an environment, and install the library from its wheel.", "python3 -m venv .venv && . .venv/bin/activate && pip install --quiet \"$WHEEL[local]\""),
        Step("Write a program.", file="study.py", content=STUDY),
        Step("Run it.", "python study.py"),
        Step("See FLOPs by line.", "python -m flopscope run study.py --html report.html", picture="researcher-profile"),
        Step("Ask for help.", "python -c 'import flopscope.numpy as fnp; help(fnp.percentile)' | sed -n 1,24p"),
        Step("Ask for prices without running anything.", "python -c 'from flopscope import accounting as a; print([a.cost(\"linalg.svd\", (n, n)) for n in (10, 1000, 10**5)])'"),
        Step("Count a multiply-add as one operation.", "FLOPSCOPE_POLICY=fma python study.py | sed -n 1,5p"),
    ],
    "Organizer": [
        Step("Create an environment, and install from wheels.", "python3 -m venv .venv && . .venv/bin/activate && pip install --quiet $WHEELS"),
        Step("Make a contest.", "flopscope-eval contest init my-contest"),
        Step("Try it.", "flopscope-eval contest check my-contest --sandbox process", picture="organizer-check"),
        Step("Score the starter.", "flopscope-eval contest run my-contest my-contest/examples/starter.py --sandbox process"),
        Step("Write the participants' folder.", "flopscope-eval contest publish my-contest public --secrets my-contest.secrets.json && ls public"),
    ],
}  # fmt: skip


def main() -> None:
    """Run everything, and write the page."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheels = _build(folder / "wheels")
        parts = [_user(user, steps, folder / user.lower(), wheels) for user, steps in USERS.items()]
        _photograph(folder / "researcher/report.html", "profile")
        _photograph(ROOT / "docs/_build/html/index.html", "site-index")
        _photograph(
            ROOT / "docs/_build/html/reference/operations/linalg.svd.html", "site-operation"
        )
    (ROOT / "docs/first-hour.md").write_text(HEAD + "\n".join(parts) + SITE, encoding="utf-8")


HEAD = """# The first hour, recorded

Each step below was typed in a new environment, with the project's wheels installed and nothing else. The outputs are
what the commands printed; long ones are cut at the mark `...`. `$WHEEL` is the library's wheel, and `$WHEELS` are all
four, the library with its extra `local`. `make first-hour` records this page again.

"""

SITE = """
## The pictures

The HTML profile of the researcher's program:

![The HTML profile](images/first-hour/profile.png)

The documentation site, and the page of an operation:

![The first page of the site](images/first-hour/site-index.png)

![The page of linalg.svd](images/first-hour/site-operation.png)
"""


def _build(target: Path) -> list[Path]:
    for distribution in ("flopscope", "client", "server", "harness"):
        command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
        subprocess.run([*command, "-w", str(target), str(ROOT / distribution)], check=True)
    return sorted(target.glob("*.whl"))


def _user(user: str, steps: list[Step], folder: Path, wheels: list[Path]) -> str:
    folder.mkdir(parents=True)
    library = next(w for w in wheels if w.name.startswith("flopscope-"))
    variables = {
        "WHEELS": " ".join(f"{w}[local]" if w == library else str(w) for w in wheels),
        "WHEEL": str(library),
        "PATH": f"{folder}/.venv/bin:{os.environ['PATH']}",
        "VIRTUAL_ENV": f"{folder}/.venv",
        "COLUMNS": "100",
        "HOME": str(folder),
    }
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FLOPSCOPE", "VIRTUAL"))}
    lines = [f"## {user}", ""]
    for step in steps:
        lines += [step.why, ""]
        if step.file:
            (folder / step.file).write_text(step.content, encoding="utf-8")
            lines += [f"`{step.file}`:", "", "```python", step.content.rstrip(), "```", ""]
        if step.command:
            lines += _command(step, folder, kept | variables)
    return "\n".join(lines)


def _command(step: Step, folder: Path, environment: dict[str, str]) -> list[str]:
    done = subprocess.run(
        ["bash", "-c", step.command], cwd=folder, env=environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600,
    )  # fmt: skip
    if done.returncode != step.status:
        raise SystemExit(f"{step.command!r} ended with {done.returncode}:\n{done.stdout}")
    output = _plain(done.stdout, folder)
    code = f"\n(exit code {done.returncode})" if done.returncode else ""
    text = f"$ {step.command}\n{output}{code}".rstrip()
    if step.picture:
        _draw(text, step.picture)
        return [
            f"![{step.why}](images/first-hour/{step.picture}.svg)",
            "",
            "```console",
            text,
            "```",
            "",
        ]
    return ["```console", text, "```", ""]


def _plain(output: str, folder: Path) -> str:
    """Without this machine's paths and without the middle of what is long."""
    output = re.sub(rf"{re.escape(str(folder.parent))}/?", "~/", output)
    lines = output.rstrip().splitlines()
    if len(lines) > LONGEST:
        lines = [*lines[: LONGEST - 10], "...", *lines[-9:]]
    return "\n".join(line.rstrip() for line in lines)


def _draw(text: str, name: str) -> None:
    console = Console(record=True, width=110, file=io.StringIO())
    console.print(Text(text))
    svg = console.export_svg(title="terminal", unique_id=name)
    (IMAGES / f"{name}.svg").write_text(
        re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL), encoding="utf-8"
    )


def _photograph(page: Path, name: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport={"width": 1200, "height": 800})
        tab.goto(page.as_uri())
        tab.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
