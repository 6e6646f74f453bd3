"""What each audience sees, without a browser."""

from __future__ import annotations

from flopscope_eval.site.board import Audience, board, ended_switch
from flopscope_eval.store import query
from flopscope_eval.store.store import Store


def test_private_splits_open_when_the_contest_ends(filled: Store) -> None:
    def private_runs(audience: str) -> list[tuple[str, bool, bool]]:
        made = board(filled, Audience.parse(audience))
        return [
            (row.author, bool(run.cases), bool(run.stdout or run.stderr))
            for row in made.rows
            for run in row.runs
            if not run.public
        ]

    switch = ended_switch(query.revision(filled)["sha256"])
    rounded = [row.private_score for row in board(filled, Audience.parse("participants")).rows]
    assert private_runs("participants") == []
    assert private_runs("author:ada") == []
    filled.set_control(switch, "ended")
    try:
        exact = [row.private_score for row in board(filled, Audience.parse("participants")).rows]
        assert exact != rounded
        assert exact == [
            row.private_score for row in board(filled, Audience.parse("organizer")).rows
        ]
        shown = private_runs("participants")
        assert shown
        assert {(cases, text) for _, cases, text in shown} == {(True, False)}
        with_text = {author for author, _, text in private_runs("author:ada") if text}
        assert with_text == {"ada"}
    finally:
        filled.set_control(switch, None)
    assert private_runs("participants") == []
