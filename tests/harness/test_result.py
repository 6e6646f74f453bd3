"""Result documents, their schema, and what people see of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from flopscope_eval._run import limits
from flopscope_eval._run.status import Fault, KillReason, Status
from flopscope_eval._run.submission import Submission
from flopscope_eval.judging import report
from flopscope_eval.judging.files import write
from flopscope_eval.judging.judged import Judged
from flopscope_eval.judging.result import SCHEMA_VERSION, Result, ResultUnreadable
from flopscope_eval.judging.schema import make_schema, schema
from flopscope_eval.sandbox.interface import (
    Evidence,
    Exit,
    Layer,
    OutputCapture,
    RunSpec,
    ServerEvidence,
)

VALIDATOR = jsonschema.Draft202012Validator(schema())

SUMMARY = {
    "schema": 1,
    "version": "0.1.0",
    "policy": {"name": "flops", "sha256": "0" * 64},
    "seed": 1,
    "flop_budget": 10**400,
    "flops_used": 10,
    "flops_remaining": 10**400 - 10,
    "operations": {
        "add": {
            "flop_cost": 10,
            "calls": 1,
            "flopscope_backend_time_s": 0.1,
            "flopscope_overhead_time_s": 0.1,
        }
    },
    "wall_time_s": 1.0,
    "flopscope_backend_time_s": 0.1,
    "flopscope_overhead_time_s": 0.1,
    "residual_wall_time_s": 0.8,
    "by_namespace": {},
    "refused": {"op_name": "matmul", "flop_cost": 99, "flops_remaining": 1},
    "refusals": 1,
    "op_log_sha256": "0" * 64,
    "sessions": 1,
    "protocol_errors": 0,
    "peak_memory_bytes": 100,
    "peak_arrays": 3,
    "packages": {"numpy": "2.0"},
}


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    path = tmp_path / "mine.py"
    path.write_text("")
    spec = RunSpec("r1", Submission.load(path), 10**400, limits.Limits(), "flops", 1)
    hostile = b"\x1b[31m\x07[bold]\xff\x00/secret/run/submission.py\xe2\x80\xae\n"
    evidence = Evidence(
        "process",
        started=True,
        exit=Exit(code=1),
        stdout=OutputCapture(hostile, b"", len(hostile)),
        stderr=OutputCapture(b"a" * 10, b"z" * 10, 1000),
        layers=(Layer("files", "landlock", True, "ABI 7"), Layer("user", "uid", False)),
        server=ServerEvidence(exit=Exit(code=0), summary=SUMMARY),
        private_paths=("/secret/run",),
    )
    now = datetime.now(UTC)
    return Judged(spec, evidence, Status.BUDGET_EXHAUSTED, "matmul costs too much", now, now)


def test_a_document_fits_its_schema_and_survives_json(judged: Judged) -> None:
    document = json.loads(json.dumps(judged.document(), allow_nan=False))
    VALIDATOR.validate(document)
    assert document["score"]["flop_budget"] == 10**400
    assert document["isolation"]["missing"] == ["user"]


def test_a_document_without_a_score_fits_too(judged: Judged) -> None:
    nothing = replace(judged, evidence=Evidence("docker", failure="no engine"))
    VALIDATOR.validate(nothing.document())


@pytest.mark.parametrize("field", ["status", "score", "limits", "isolation", "evidence"])
def test_the_schema_misses_what_is_missing(judged: Judged, field: str) -> None:
    document = judged.document()
    del document[field]
    with pytest.raises(jsonschema.ValidationError, match=field):
        VALIDATOR.validate(document)


def test_the_shipped_schema_is_made_from_the_classes() -> None:
    assert schema() == make_schema(), "run `make schema`"


def test_the_schema_knows_the_same_words_as_the_code() -> None:
    words = schema()["$defs"]
    for kind in (Status, Fault, KillReason):
        assert words[kind.__name__]["enum"] == sorted(kind)
    assert schema()["properties"]["limits"]["required"] == [row.name for row in limits.ROWS]


def test_a_result_that_was_read_is_the_one_that_was_written(judged: Judged, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    made = judged.result()
    path.write_text(made.to_json())
    assert Result.load(path) == made
    assert Result.load(path).to_dict() == judged.document()


OLD = sorted((Path(__file__).parent / "results").glob("v*.json"))


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_documents_of_every_version_are_read(path: Path) -> None:
    document = json.loads(path.read_text())
    loaded = Result.load(path)
    assert loaded.schema == document["schema"] == int(path.stem[1 : path.stem.index("-")])
    assert _is_within(document, loaded.to_dict())


def test_there_are_documents_of_every_version() -> None:
    versions = {Result.load(path).schema for path in OLD}
    assert versions >= set(range(1, SCHEMA_VERSION))


def _is_within(old: object, new: object) -> bool:
    """Everything in the old document is in the new one, which may have more."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and _is_within(value, new[key]) for key, value in old.items())
    return old == new


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[1]", "version is None"),
        ('{"schema": 99}', "version is 99"),
        ('{"schema": true}', "version is True"),
        ('{"schema": 1, "schema": 1}', "occurs twice"),
        ('{"schema": NaN}', "NaN is not a number"),
        ('{"schema": 1}', "missing required field"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_not_a_result_is_refused_with_the_reason(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "result.json"
    path.write_text(text)
    with pytest.raises(ResultUnreadable, match=f"result.json: .*{words}"):
        Result.load(path)


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ResultUnreadable, match=r"gone\.json cannot be read"):
        Result.load(tmp_path / "gone.json")


def test_operations_as_a_table(judged: Judged) -> None:
    pytest.importorskip("pandas")
    table = judged.result().to_pandas()
    assert table.index.tolist() == ["add"]
    assert table.loc["add", "flop_cost"] == 10
    nothing = replace(judged, evidence=Evidence("docker", failure="no engine"))
    assert nothing.result().to_pandas().empty


def test_bytes_that_are_no_text_stay_visible_and_paths_do_not(judged: Judged) -> None:
    head = judged.document()["output"]["stdout"]["head"]
    assert "\\xff" in head
    assert "/secret" not in head
    assert "…/submission.py" in head


def test_truncation_is_told(judged: Judged) -> None:
    stderr = judged.document()["output"]["stderr"]
    assert (stderr["truncated"], stderr["total_bytes"]) == (True, 1000)


def test_a_report_names_what_matters_and_obeys_nothing(judged: Judged) -> None:
    console = Console(width=120, force_terminal=False, color_system=None)
    with console.capture() as capture:
        console.print(report.render(judged.result(), verbose=True))
    text = capture.get()
    for part in (
        "budget_exhausted",
        "10 used of about 1.000e+400",
        "refused matmul",
        "files: landlock",
    ):
        assert part in text
    assert r"\x1b[31m\x07[bold]" in text
    assert r"\u202e" in text
    assert "\x1b" not in text
    assert "\x07" not in text


def test_a_result_is_written_whole_or_not_at_all(judged: Judged, tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    write(judged.document(), target)
    written = target.read_text()
    VALIDATOR.validate(json.loads(written))
    with pytest.raises(ValueError, match="JSON compliant"):
        write({"score": float("nan")}, target)
    assert target.read_text() == written
    assert [path.name for path in tmp_path.glob("*.json*")] == ["result.json"]
    assert not list(tmp_path.glob(".result*"))
