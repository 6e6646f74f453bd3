"""Errors in contest.toml name the key, its value and the remedy."""

from __future__ import annotations

import hashlib
import importlib.resources
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from flopscope_eval.contests import ContestError, Secrets, load_contest
from flopscope_eval.contests.config import Config
from flopscope_eval.contests.publishing import publish
from flopscope_eval.contests.records import CaseStatus
from flopscope_eval.contests.scaffolding import init

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "contests").iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new contest."""
    init(tmp_path / "mine", tmp_path / "secrets.json")
    return tmp_path / "mine"


def change(folder: Path, before: str, after: str) -> None:
    """Change contest.toml."""
    path = folder / "contest.toml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_example_contests_can_be_used(example: Path) -> None:
    contest = load_contest(example)
    assert not list(contest.config.clockless_rounds())
    assert len((example / "task.py").read_text().splitlines()) < 60


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('name = "mine"', 'name = "My Contest"', ["contest", "'My Contest'", "lower-case"]),
        ('policy = "flops"', 'policy = "flop"', ["contest.policy", "'flop'", "shipped"]),
        ("policy_sha256", "policy_sha", ["contest.policy_sha is not a key", "policy_sha256?"]),
        ('kind = "function"', 'kind = "method"', ["contract.kind", "'method'"]),
        ('dtype = "float64"', 'dtype = "float80"', ["answer[0]", "float80", "float32"]),
        ('shape = ["x:0"]', "shape = [-1]", ["answer[0]", "negative"]),
        ("flops = 100_000", 'flops = "many"', ["rounds", "many", "1e9"]),
        ("flops = 100_000", "flops = -1", ["-1", "negative"]),
        ("wall_time_s = 10.0", "wall_time_s = 0.0", ["rounds", "wall_time_s", "positive"]),
        ("cpu_time_s = 5.0", 'cpu_time_s = "5"', ["rounds.main.cpu_time_s", "'5'"]),
        ('seed = "any text"', "", ["splits", "seed"]),
        ("[splits.private]", '[splits.private]\nseed = "1"', ["private", "secrets"]),
        ('reuse = "run"', 'reuse = "none"', ["run.reuse", "'none'"]),
        ("replacements = 1", "replacements = -1", ["replacements", "0 or more"]),
        ('direction = "min"', 'direction = "down"', ["score.direction", "'down'"]),
        ("failed = 10.0", "", ["score.failed is missing"]),
        ('total = "mean(case)"', 'total = "open(case)"', ["score.total", "open"]),
        ('total = "mean(case)"', 'total = "geomean(case)"', ["score.total", "floor"]),
        ("[score]", "[failures.ok]\nscore = 1.0\n[score]", ["failures.ok", "no_answer"]),
        ("[score]", "[scores]", ["scores is not a key", "score?"]),
        ('name = "solve"', 'name = "solve"\nshims = ["bench"]', ["shims", "'bench'", "bench.py"]),
        ('name = "solve"', 'name = "solve"\nbase = "bench:B"', ["base", "shims"]),
        ('entry = "submission.py"', 'entry = "../x.py"', ["entry", "top folder"]),
        ("[contest]", "[contest", ["not TOML"]),
    ],
)
def test_an_error_names_key_value_and_remedy(
    folder: Path, before: str, after: str, words: list[str]
) -> None:
    change(folder, before, after)
    with pytest.raises(ContestError) as caught:
        load_contest(folder)
    assert [word for word in words if word not in str(caught.value)] == [], str(caught.value)


def test_prices_cannot_change_under_a_contest(folder: Path) -> None:
    shipped = importlib.resources.files("flopscope") / "policies" / "flops.json"
    text = shipped.read_text()
    (folder / "own.json").write_text(text)
    change(folder, 'policy = "flops"', 'policy = "own.json"')
    assert load_contest(folder).policy == folder / "own.json"
    (folder / "own.json").write_text(text + " ")
    digest = hashlib.sha256((text + " ").encode()).hexdigest()
    with pytest.raises(ContestError, match=digest):
        load_contest(folder)


def test_every_changed_file_is_another_revision(folder: Path) -> None:
    first = load_contest(folder).revision.sha256
    assert load_contest(folder).revision.sha256 == first
    (folder / "note.txt").write_text("a")
    second = load_contest(folder).revision.sha256
    (folder / "note.txt").rename(folder / "other.txt")
    assert len({first, second, load_contest(folder).revision.sha256}) == 3
    (folder / "link").symlink_to("/etc/passwd")
    with pytest.raises(ContestError, match="link"):
        load_contest(folder)


def test_secrets_lie_outside_the_folder_and_nobody_else_can_read_them(folder: Path) -> None:
    contest = load_contest(folder)
    path = folder.parent / "secrets.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(Secrets.load(path, contest).by_split["private"]) == 16
    shutil.copy(path, folder / "secrets.json")
    with pytest.raises(ContestError, match="inside"):
        Secrets.load(folder / "secrets.json", contest)
    path.chmod(0o644)
    with pytest.raises(ContestError, match="chmod 600"):
        Secrets.load(path, contest)


def test_a_contest_is_not_made_over_something_else(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ContestError, match="not empty"):
        init(folder, tmp_path / "more.json")
    with pytest.raises(ContestError, match="exists"):
        init(tmp_path / "new", tmp_path / "secrets.json")
    with pytest.raises(ContestError, match="published"):
        init(tmp_path / "new", tmp_path / "new" / "secrets.json")


def test_what_is_published_has_no_private_data_and_no_secret(folder: Path, tmp_path: Path) -> None:
    secrets = Secrets.load(tmp_path / "secrets.json")
    (folder / "hidden").mkdir()
    (folder / "hidden" / "answers.npy").write_bytes(b"reference")
    (folder / "notes.md").write_text("for the jury alone")
    (folder / "data.csv").write_text("1,2")
    change(folder, "[splits.private]", '[splits.private]\ndata = ["hidden"]')
    change(folder, 'seed = "any text"', 'seed = "any text"\ndata = ["data.csv"]')
    written = publish(load_contest(folder), tmp_path / "out", secrets)
    assert written == [
        *("contest.toml", "data.csv", "examples/empty.py", "examples/starter.py", "task.py"),
    ]
    load_contest(tmp_path / "out")
    (folder / "task.py").write_text(
        (folder / "task.py").read_text() + f"# {secrets.by_split['private'].hex()}\n"
    )
    with pytest.raises(ContestError, match=r"task\.py holds the secret of 'private'"):
        publish(load_contest(folder), tmp_path / "again", secrets)
    assert not (tmp_path / "again").exists()


def test_a_file_of_a_private_split_is_never_public(folder: Path, tmp_path: Path) -> None:
    change(folder, "[splits.private]", '[splits.private]\ndata = ["examples"]')
    with pytest.raises(ContestError, match="belongs to a private split"):
        publish(load_contest(folder), tmp_path / "out")


def test_the_scaffold_is_commented_and_short(folder: Path) -> None:
    text = (folder / "contest.toml").read_text()
    assert text.count("#") > 15
    assert tomllib.loads(text)["contest"]["name"] == "mine"
    assert len((folder / "examples" / "starter.py").read_text().splitlines()) <= 12


def test_the_guide_describes_every_key_and_status() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "contests.md").read_text()
    named = {"rounds": "rounds.NAME", "splits": "splits.NAME", "failures": "failures.STATUS"}
    missing = []
    for section in msgspec.structs.fields(Config):
        kind = next(k for k in _structs(section.type))
        prefix = named.get(section.name, section.name)
        missing += [
            key
            for field in msgspec.structs.fields(kind)
            if f"`{(key := f'{prefix}.{field.name}')}`" not in guide
        ]
    assert missing == []
    assert [status for status in CaseStatus if f"`{status}`" not in guide] == []


def test_the_guides_table_names_every_attack_and_the_examples_lines() -> None:
    root = Path(__file__).parents[2]
    guide = (root / "docs" / "contests.md").read_text()
    attacks = {path.stem for path in (root / "examples/hostile-contest/examples").iterdir()}
    assert {name for name in attacks if f"`{name}`" not in guide} <= {
        *("malformed_requests", "no_memory_for_inputs", "__pycache__"),
    }
    for example in EXAMPLES:
        lines = sum(
            len((example / name).read_text().splitlines()) for name in ("contest.toml", "task.py")
        )
        assert f"| {lines} |" in next(
            line for line in guide.splitlines() if line.startswith(f"| `{example.name}`")
        )


def _structs(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _structs(inner)
