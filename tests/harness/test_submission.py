"""What can be submitted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flopscope_eval._run import submission
from flopscope_eval._run.submission import Submission, SubmissionRefused


def test_a_file_and_a_folder_with_only_it_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "mine.py", tmp_path / "folder" / "submission.py"):
        path.write_text("print(1)\n")
    one, other = Submission.load(tmp_path / "mine.py"), Submission.load(tmp_path / "folder")
    assert one.sha256 == other.sha256
    assert [file.name for file in one.files] == ["submission.py"]
    assert (one.name, other.name) == ("mine.py", "folder")


def test_names_and_contents_make_the_hash(tmp_path: Path) -> None:
    hashes: set[str] = set()
    for name, text in (("a", "x"), ("b", "x"), ("a", "y"), ("ab", ""), ("a", "bx")):
        folder = tmp_path / str(len(hashes))
        folder.mkdir()
        (folder / "submission.py").write_text("")
        (folder / name).write_text(text)
        hashes.add(Submission.load(folder).sha256)
    assert len(hashes) == 5


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda root: None, "does not exist"),
        (lambda root: (root / "s").mkdir(), "has no submission.py"),
        (lambda root: (root / "s.txt").write_text(""), "does not exist"),
    ],
)
def test_what_is_no_submission_is_refused(tmp_path: Path, make: object, message: str) -> None:
    assert callable(make)
    make(tmp_path)
    with pytest.raises(SubmissionRefused, match=message):
        Submission.load(tmp_path / "s")


def test_only_python_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(SubmissionRefused, match=r"not a \.py file"):
        Submission.load(tmp_path / "notes.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "folder"
    inner.mkdir()
    (inner / "submission.py").write_text("")
    return inner


@pytest.mark.parametrize("target", ["/etc/passwd", "..", "/", "../secret"])
def test_links_out_of_the_folder_are_refused(folder: Path, target: str) -> None:
    (folder.parent / "secret").write_text("")
    (folder / "data").symlink_to(target)
    with pytest.raises(SubmissionRefused, match="data is a link that leads out"):
        Submission.load(folder)


def test_a_link_within_becomes_a_file(folder: Path, tmp_path: Path) -> None:
    (folder / "data").write_text("7")
    (folder / "again").symlink_to("data")
    target = tmp_path / "copy"
    target.mkdir()
    Submission.load(folder).copy_to(target)
    assert not (target / "again").is_symlink()
    assert (target / "again").read_text() == "7"


def test_a_broken_link_is_refused(folder: Path) -> None:
    (folder / "data").symlink_to("nowhere")
    with pytest.raises(SubmissionRefused, match="data cannot be read"):
        Submission.load(folder)


def test_pipes_are_refused_without_being_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(SubmissionRefused, match="pipe is not a regular file"):
        Submission.load(folder)


def test_too_many_files_and_too_large_ones_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / "big").open("wb") as file:
        file.truncate(submission.MAX_BYTES + 1)
    with pytest.raises(SubmissionRefused, match="too much"):
        Submission.load(folder)
    (folder / "big").unlink()
    monkeypatch.setattr(submission, "MAX_FILES", 3)
    for number in range(3):
        (folder / str(number)).write_text("")
    with pytest.raises(SubmissionRefused, match="too much"):
        Submission.load(folder)


def test_one_that_changes_after_it_was_hashed_is_refused(folder: Path, tmp_path: Path) -> None:
    loaded = Submission.load(folder)
    (folder / "submission.py").write_text("print('other')")
    target = tmp_path / "copy"
    target.mkdir()
    with pytest.raises(SubmissionRefused, match="changed"):
        loaded.copy_to(target)
