"""The flight recorder: exact sums and the operation that was running, at whatever instant a server ends."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopscope._pricing.price import Price
from flopscope._pricing.units import Units
from flopscope._table import ORDERED, TABLE
from flopscope_eval.sandbox import recorder as reader
from flopscope_server.private import recorder as writer
from flopscope_server.private.recorder import LENGTH, Recorder, Track

SUMMARY = {
    "flop_budget": 10**50,
    "flops_used": 0,
    "flops_remaining": 10**50,
    "operations": {},
    "also_priced": {},
}


def made(folder: Path) -> tuple[Path, Recorder]:
    path = folder / "recorder"
    path.unlink(missing_ok=True)
    return path, Recorder(path, lambda: dict(SUMMARY))


def read(path: Path) -> reader.Recording:
    recording = reader.read(path.read_bytes())
    assert recording is not None
    return recording


PRICES = [
    Price(name, cost, Units(additions=units), dtype)
    for name, cost, units, dtype in (
        ("add", 10, 10, "float64"),
        ("add", 10, 10, "float32"),
        ("add", 3, 3, "float64"),
        ("matmul", 10**40, 10**39, "float64"),
        ("exp", 0, 0, "float64"),
    )
]

_EVENTS = st.lists(st.tuples(st.sampled_from(PRICES), st.booleans()), max_size=30)


@settings(max_examples=30)
@given(_EVENTS, st.integers(0, 40), st.booleans())
def test_every_charge_is_there_once_it_is_made(
    tmp_path_factory: pytest.TempPathFactory,
    events: list[tuple[Price, bool]],
    left: int,
    is_full: bool,
) -> None:
    path, recorder = made(tmp_path_factory.mktemp("r"))
    track = recorder.track()
    track.begin()
    flops: Counter[str] = Counter()
    calls: Counter[str] = Counter()
    for _ in range(LENGTH - left):  # so that the ring turns somewhere in between
        track.charge(PRICES[0])
    flops["add"] = 10 * (LENGTH - left)
    calls["add"] = LENGTH - left
    with pytest.MonkeyPatch.context() as patch:
        if is_full:  # so that prices are listed anew
            patch.setattr(writer, "MAX_PRICES", 2)
        for number, (price, is_refunded) in enumerate(events):
            track.charge(price)
            if is_refunded:
                track.refund(price)
            else:
                flops[price.op_name] += price.cost
                calls[price.op_name] += 1
            if number % 7 == 3:
                recorder.beat()
            found = read(path)
            assert found.calls == {name: n for name, n in calls.items() if n}
            assert found.flops == {name: flops[name] for name in found.calls}
            assert found.flops_used == flops.total()
            assert found.culprit == price.op_name


def test_the_compiled_lines_record_what_the_methods_do(tmp_path: Path) -> None:
    path, recorder = made(tmp_path)
    charge = _compiled(recorder.track())
    for _ in range(LENGTH + 10):
        for price in PRICES:
            charge(price)
    found = read(path)
    assert set(found.calls.values()) == {LENGTH + 10, 3 * (LENGTH + 10)}
    assert found.flops["add"] == 23 * (LENGTH + 10)
    assert found.flops["matmul"] == 10**40 * (LENGTH + 10)


def _compiled(track: Track) -> Any:
    lines = "".join(f"    {line}\n" for line in writer.recorded())
    scope = dict(zip(("_ring", "_words", "_slot", "_numbers"), track.names(), strict=True))
    scope["_track"] = track
    exec(f"def charge(price):\n{lines}", scope)
    return scope["charge"]


def test_sessions_are_told_apart_and_only_busy_ones_are_suspect(tmp_path: Path) -> None:
    path, recorder = made(tmp_path)
    one, two, three = recorder.track(), recorder.track(), recorder.track()
    one.begin()
    one.charge(PRICES[3])
    for _ in range(2 * LENGTH):
        three.charge(PRICES[4])
    two.begin()
    two.enter(ORDERED.index(TABLE["sin"]))
    assert [r.operation for r in read(path).running] == ["matmul", "sin"]
    one.end()
    assert read(path).culprit == "sin"
    two.end()
    assert read(path).culprit is None
    two.close()
    assert recorder.track().slot == two.slot


def test_a_message_that_is_being_taken_up_is_not_blamed_on_the_operation_before(
    tmp_path: Path,
) -> None:
    path, recorder = made(tmp_path)
    track = recorder.track()
    track.begin()
    track.charge(PRICES[0])
    track.end()
    track.begin()
    assert read(path).culprit == "taking up a request"


def test_a_summary_is_kept_and_brought_up_to_date(tmp_path: Path) -> None:
    path, recorder = made(tmp_path)
    assert read(path).summary is None
    track = recorder.track()
    recorder.beat()
    track.charge(PRICES[3])
    summary = read(path).summary
    assert summary is not None
    assert summary["flops_used"] == 10**40
    assert summary["flops_remaining"] == 10**50 - 10**40
    assert summary["operations"]["matmul"]["calls"] == 1


def test_costs_are_shown_in_whole_units_of_the_currency(tmp_path: Path) -> None:
    path = tmp_path / "recorder"
    recorder = Recorder(path, lambda: dict(SUMMARY), scales=(4,))
    track = recorder.track()
    track.charge(PRICES[0])
    track.charge(PRICES[2])
    assert (read(path).flops_used, read(path).flops) == (4, {"add": 4})


@pytest.mark.parametrize("data", [b"", b"flopsre", b"x" * 100])
def test_what_is_no_recording_is_none(data: bytes) -> None:
    assert reader.read(data) is None


_WRITES = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.remote.test_recorder import PRICES, SUMMARY, _compiled
from flopscope_server.private.recorder import Recorder
recorder = Recorder(Path(sys.argv[1]), lambda: dict(SUMMARY))
track = recorder.track()
track.begin()
charge = _compiled(track)
print("go", flush=True)
while True:
    for _ in range(5000):
        charge(PRICES[0])
        charge(PRICES[2])
    recorder.beat()
"""


def test_the_sums_are_exact_whenever_the_process_is_killed(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    for number in range(4):
        path = tmp_path / f"r{number}"
        with subprocess.Popen(
            [sys.executable, "-c", _WRITES.format(root=root), path], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(random.uniform(0, 0.3))
            process.kill()
        found = read(path)
        calls = found.calls.get("add", 0)
        assert found.flops_used == 13 * (calls // 2) + 10 * (calls % 2)
        assert found.culprit in ("add", "taking up a request")


def test_the_score_is_kept_before_anybody_can_connect() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="fs-") as folder,
        socket.socket(socket.AF_UNIX) as harness,
    ):
        harness.bind(f"{folder}/channel")
        harness.listen()
        address = Path(folder, "s.sock")
        command = [sys.executable, "-m", "flopscope_server", "--url", f"ipc://{address}"]
        with subprocess.Popen([*command, "--budget", "7", "--private", folder]) as server:
            while not address.exists() and server.poll() is None:
                time.sleep(0.001)
            server.kill()
        summary = read(Path(folder, "recorder")).summary
        assert summary is not None
        assert (summary["flops_used"], summary["flops_remaining"]) == (0, 7)
