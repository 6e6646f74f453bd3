"""Images move between machines as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from flopscope_eval.commands.main import main


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_images_are_saved_and_loaded_with_their_ids(tmp_path: Path) -> None:
    runner = CliRunner()
    saved = runner.invoke(main, ["images", "save", str(tmp_path)])
    assert saved.exit_code == 0, saved.output
    loaded = runner.invoke(main, ["images", "load", str(tmp_path)])
    assert loaded.exit_code == 0, loaded.output
    lines = [set(line.split()) for line in saved.stdout.splitlines() if ".tar" in line]
    again = [set(line.split()) for line in loaded.stdout.splitlines()]
    assert len(lines) == 2
    assert sorted(map(sorted, lines)) == sorted(map(sorted, again))
