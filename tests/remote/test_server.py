"""A server's life: who may spend what, what it holds, how it ends and what it leaves."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgpack
import pytest

from flopscope._ledger.ledger import Ledger
from flopscope._table import ORDERED
from flopscope._wire import messages as m
from flopscope._wire import values as v

from ..fuzz.subject import Subject
from .raw import RawClient, error, op, ref, shape
from .serving import RunningServer, client, run_client

SUMMARY = {
    "schema",
    "version",
    "policy",
    "prices",
    "units",
    "also_priced",
    "budget_reads",
    "seed",
    "flop_budget",
    "flops_used",
    "flops_remaining",
    "operations",
    "wall_time_s",
    "flopscope_backend_time_s",
    "flopscope_overhead_time_s",
    "residual_wall_time_s",
    "by_namespace",
    "refused",
    "refusals",
    "op_log_sha256",
    "sessions",
    "protocol_errors",
    "peak_memory_bytes",
    "peak_arrays",
    "longest_operation_s",
    "own_time_over",
    "cpu_time_s",
    "packages",
}


def until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether a condition comes true in that time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


# --- the run's ledger --------------------------------------------------------------------------


def test_the_summary_on_sigterm() -> None:
    with RunningServer("--budget", "1e3", "--seed", "5", "--policy", "flops") as server:
        with RawClient(server.url) as one:
            one.run(op("ones", 1, 10), op("exp", 2, ref(1)), op("exp", 3, ref(1)))
            one.run([":scope", 0, [1, "late"]], op("add", 4, ref(1), 1))
        summary = server.stop()
    assert set(summary) == SUMMARY
    assert (summary["schema"], summary["seed"]) == (2, 5)
    assert (summary["flop_budget"], summary["flops_used"]) == (1000, 30)
    assert summary["operations"]["exp"]["calls"] == 2
    assert summary["by_namespace"]["late"]["flops_used"] == 10
    assert (summary["refused"], summary["refusals"]) == (None, 0)
    assert summary["packages"]["numpy"]
    assert summary["peak_memory_bytes"] > 4 * 80


def test_all_connections_spend_one_budget() -> None:
    with RunningServer("--budget", "25") as server:
        with RawClient(server.url) as one, RawClient(server.url) as two:
            assert one.run(op("ones", 1, 10), op("exp", 2, ref(1)))[0] == 0
            assert two.run(op("ones", 1, 10), op("exp", 2, ref(1)))[0] == 0
            refused = two.run(op("exp", 3, ref(1)))
            assert error(refused) == "BudgetExhaustedError"
            assert refused[2][1:] == ["exp", 10, 5]
            assert two.run([":reset", 0, []])[0] == 0
            assert error(two.run(op("exp", 3, ref(1)))) == "BudgetExhaustedError"
        with RawClient(server.url) as fresh:
            fresh.run(op("ones", 1, 10))
            assert error(fresh.run(op("exp", 2, ref(1)))) == "BudgetExhaustedError"
        summary = server.stop()
    assert (summary["flops_used"], summary["flops_remaining"]) == (20, 5)
    assert summary["refused"] == {"op_name": "exp", "flop_cost": 10, "flops_remaining": 5}
    assert (summary["refusals"], summary["sessions"]) == (3, 3)


def test_a_contexts_refusal_is_not_the_runs() -> None:
    with RunningServer("--budget", "1e6") as server:
        with RawClient(server.url) as one:
            one.run([":open", 0, [2, 0, 5, None]], [":scope", 0, [2, ""]], op("ones", 1, 10))
            assert error(one.run(op("exp", 2, ref(1)))) == "BudgetExhaustedError"
        summary = server.stop()
    assert (summary["refused"], summary["flops_used"]) == (None, 0)


def test_what_is_charged_to_a_closed_context_is_in_the_summary() -> None:
    with RunningServer("--budget", "1e6") as server:
        with RawClient(server.url) as one:
            one.run([":open", 0, [2, 0, 100, None]], [":scope", 0, [2, "hidden"]])
            one.run(op("ones", 1, 10), [":close", 0, [2]], op("exp", 2, ref(1)))
            one.run([":open", 0, [3, 2, 15, None]], [":scope", 0, [3, ""]], op("exp", 3, ref(1)))
            assert error(one.run(op("exp", 4, ref(1)))) == "BudgetExhaustedError"
            one.run([":reset", 0, []], [":scope", 0, [2, "hidden"]], op("exp", 5, ref(1)))
        summary = server.stop()
    assert summary["flops_used"] == summary["operations"]["exp"]["flop_cost"] == 30
    assert summary["by_namespace"]["hidden"]["flops_used"] == 20


@pytest.mark.parametrize("order", ["as they were opened", "innermost first", "not at all"])
def test_contexts_may_be_nested_deeper_than_functions(order: str) -> None:
    tokens = range(2, 5000)
    closed = {"as they were opened": tokens, "innermost first": tokens[::-1]}.get(order, ())
    with RunningServer("--budget", "1e6") as server:
        with RawClient(server.url) as one:
            one.patience(30)
            one.run(*([":open", 0, [n, n - 1 if n > 2 else 0, 10**6, None]] for n in tokens))
            one.run([":scope", 0, [tokens[-1], "deep"]], op("ones", 1, 10), op("exp", 2, ref(1)))
            assert one.run(*([":close", 0, [n]] for n in closed))[0] == 0
            assert one.run([":summary", 0, [0, False]])[0] == 0
        with RawClient(server.url) as another:
            assert until(lambda: another.run(op("exp", 1, 1.0), 1)[0] == 0)
        summary = server.stop()
    assert summary["by_namespace"]["deep"]["flops_used"] == 10
    assert summary["flops_used"] == summary["operations"]["exp"]["flop_cost"]


def test_names_are_bounded_so_that_the_summary_can_be_read() -> None:
    with RunningServer("--budget", "1e9", "--log-level", "error") as server:
        with RawClient(server.url) as one:
            one.patience(60)
            one.run(op("ones", 1, 1))
            refused, spent = "", 0
            for start in range(0, 35_000, 5000):
                items: list[object] = []
                for n in range(start, start + 5000):
                    items += [[":scope", 0, [1, f"{n:0900d}"]], op("exp", 2, ref(1)), 2]
                reply = one.run(*items)
                spent += len(reply[1]) // 2
                refused = refused or error(reply)
            assert refused == "MemoryLimitError"
            one.run([":scope", 0, [1, f"{0:0900d}"]])
            assert one.run(op("exp", 2, ref(1)))[0] == 0  # what is there goes on
        summary = server.stop()
    assert summary["flops_used"] == spent + 1
    assert len(json.dumps(summary)) < 40 << 20


def test_resets_leave_nothing_behind() -> None:
    subject = Subject()
    run = msgpack.packb([m.RUN, [[":reset", 0, []]] * 100 + [op("exp", 9, 1.0), 9]])
    spent = []
    for _ in range(20):
        before = subject.ledger.used
        subject.request([run])
        spent.append(subject.ledger.used - before)
    gc.collect()
    assert sum(isinstance(found, Ledger) for found in gc.get_objects()) < 100
    assert min(spent) == max(spent) > 0


def test_the_same_operations_have_the_same_hash() -> None:
    hashes = []
    for size in (10, 10, 11):
        with RunningServer() as server:
            with RawClient(server.url) as one:
                one.run(op("ones", 1, size), op("exp", 2, ref(1)))
            hashes.append(server.stop()["op_log_sha256"])
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_seeded_run_can_be_replayed() -> None:
    program = (
        "import flopscope.numpy as fnp\n"
        "print(fnp.random.rand(2).tolist(), fnp.random.default_rng().random(2).tolist())\n"
        "fnp.random.seed(); print(fnp.random.rand(), fnp.random.RandomState().rand())"
    )
    outputs = []
    for options in (("--seed", "5"), ("--seed", "5"), ("--seed", "6"), ()):
        with RunningServer(*options) as server:
            outputs.append(run_client(server.url, program))
    assert outputs[0] == outputs[1]
    assert len(set(outputs)) == 3


# --- sessions ----------------------------------------------------------------------------------


def test_two_clients_do_not_meet(shared: RunningServer) -> None:
    with RawClient(shared.url) as one, RawClient(shared.url) as two:
        one.run(op("ones", 1, 10), op("random.seed", 2, 3))
        assert error(two.run(op("exp", 2, ref(1)))) == "ProtocolError"
        two.run(op("random.seed", 5, 4), op("zeros", 1, 10))
        first = one.run(op("random.rand", 3, shape()))[1]
        with RawClient(shared.url) as alone:
            assert (
                alone.run(op("random.seed", 2, 3), op("random.rand", 3, shape()))[1][-1:] == first
            )


def test_nothing_that_one_session_sets_is_seen_by_another(shared: RunningServer) -> None:
    with RawClient(shared.url) as one, RawClient(shared.url) as two:
        for client in (one, two):
            client.run(op("zeros", 1, 3), op("linspace", 2, 0, 1, 4))
        before = two.run([":text", 0, [ref(2), "str", [v.TUPLE, []]]])[1]
        one.run([":errors", 0, ["raise"] * 4])
        precision = [v.TUPLE, [[v.TUPLE, ["precision", 2]]]]
        shown = one.run([":text", 0, [ref(2), "str", precision]])[1]
        assert shown != before
        one.run([":open", 0, [2, 0, 5, None]], [":scope", 0, [2, "mine"]], op("random.seed", 9, 1))
        assert error(one.run(op("divide", 3, 1.0, ref(1)))) == "FloatingPointError"
        reply = two.run(op("divide", 3, 1.0, ref(1)), op("exp", 4, ref(2)))
        assert reply[0] == 0
        assert reply[3] == [[3, "RuntimeWarning", "divide by zero encountered in divide"]]
        assert two.run([":text", 0, [ref(2), "str", [v.TUPLE, []]]])[1] == before
        assert error(two.run([":summary", 0, [2, False]])) == "ProtocolError"  # another's context
        assert error(two.run([":scope", 0, [2, "theirs"]])) == "ProtocolError"


def test_a_long_operation_holds_up_nobody(shared: RunningServer) -> None:
    program = (
        "import flopscope.numpy as fnp\n"
        "a = fnp.ones((3000, 3000))\n"
        "print('go', flush=True)\n"
        "for _ in range(4): (a @ a)[0, 0].item()\n"
        "print('done')"
    )
    with client(shared.url, program) as long, RawClient(shared.url) as short:
        assert long.stdout is not None
        assert long.stdout.readline() == "go\n"
        longest = 0.0
        while long.poll() is None:
            start = time.monotonic()
            assert short.run(op("ones", 1, 3), 1)[0] == 0
            longest = max(longest, time.monotonic() - start)
        assert long.stdout.readline() == "done\n"
    assert longest < 1.0


def test_a_dead_clients_arrays_are_freed() -> None:
    with RunningServer("--max-memory", "10MB") as server:
        program = "import flopscope.numpy as fnp\na = fnp.ones(10**6); a[0].item(); print('made'); input()"
        with client(server.url, program) as doomed, RawClient(server.url) as other:
            assert doomed.stdout is not None
            assert doomed.stdout.readline() == "made\n"
            assert error(other.run(op("zeros", 1, 10**6))) == "MemoryLimitError"
            doomed.kill()
            doomed.wait()
            assert until(lambda: other.run(op("zeros", 1, 10**6))[0] == 0)


def test_an_idle_session_is_closed() -> None:
    with RunningServer("--idle-timeout", "0.2") as server, RawClient(server.url) as idle:
        idle.run(op("ones", 1, 3))
        time.sleep(2.5)
        assert error(idle.run(op("exp", 2, ref(1)))) == "ServerLostError"


# --- memory ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "item",
    [
        op("zeros", 9, 10**6),
        op("zeros", 9, shape(10**6, 10**6)),
        op("arange", 9, 10**12),
        op("exp", 9, ref(2)),
        op("copy", 9, ref(2)),
        op("outer", 9, ref(1), ref(1)),
        op("tril_indices", 9, 5, -1, 3 * 10**9),
        op("triu_indices", 9, 0, -1, 10**9),
        op("tri", 9, 0, 10**9),
        op("tri", 9, -(10**9), 10**9),
        op("triu_indices", 9, -3, 0, 10**9),
        op("diag_indices", 9, 10**9, -1),
        op("geomspace", 9, 2, [v.LIST, []], 10**9),
        op("linspace", 9, 2, [v.LIST, []], 10**9),
        op("histogramdd", 9, [v.LIST, []], [v.LIST, [10**9]]),
        op("random.rand", 9, shape(10**7)),
        op("concatenate", 9, [2, [ref(1)] * 2000]),
    ],
    ids=lambda item: str(item)[:40],
)
def test_what_memory_does_not_hold_is_not_made_or_charged(item: list[object]) -> None:
    with RunningServer("--max-memory", "1MB") as server:
        with RawClient(server.url) as one:
            made = one.run(op("ones", 1, 1000), op("broadcast_to", 2, ref(1), shape(1000, 1000)))
            assert made[0] == 0
            assert error(one.run(item)) == "MemoryLimitError"
            assert one.run(op("exp", 3, ref(1)))[0] == 0
        summary = server.stop()
    assert summary["flops_used"] == 1000
    assert summary["peak_memory_bytes"] < 2**20


def test_uploads_count_and_freed_memory_is_free_again() -> None:
    data = bytes(600_000)
    with RunningServer("--max-memory", "1MB") as server, RawClient(server.url) as one:
        upload = op("array", 1, [8, 1, 11, [75_000]])
        for _ in range(5):
            assert one.run(upload, buffers=(data,))[0] == 0
            again = [*upload[:1], 2, *upload[2:]]
            assert error(one.run(again, buffers=(data,))) == "MemoryLimitError"
            assert one.run(1)[0] == 0


def test_a_view_holds_its_base() -> None:
    with RunningServer("--max-memory", "1MB") as server, RawClient(server.url) as one:
        one.run(op("ones", 1, 100_000), op("ndarray.__getitem__", 2, ref(1), [3, 0, 1, None]), 1)
        assert error(one.run(op("ones", 3, 100_000))) == "MemoryLimitError"
        assert one.run(2, op("ones", 3, 100_000))[0] == 0


def test_the_number_of_arrays_is_bounded_over_all_sessions() -> None:
    arguments = ("--max-arrays", "4", "--budget", "1000")
    with RunningServer(*arguments) as server, RawClient(server.url) as one:
        with RawClient(server.url) as other:
            assert other.run(op("ones", 1, 5))[0] == 0
            assert one.run(*[op("ones", h, 5) for h in (1, 2)])[0] == 0
            assert one.run(op("add", 3, ref(1), ref(2)))[0] == 0
            for refused in (op("add", 4, ref(1), ref(2)), op("ndarray.__getitem__", 4, ref(1), 0)):
                assert error(one.run(refused)) == "MemoryLimitError"
            assert one.run(op("add", 4, ref(1), ref(2)))[4] == 995, "a refused one was charged"
            # Those in the session are as they were, and can be read, written to and freed.
            assert one.run([":fetch", 0, [ref(3)]])[0] == 0
            assert one.run(3, op("add", 3, ref(1), ref(2)))[0] == 0
        assert until(lambda: one.run(op("ones", 5, 5))[0] == 0), "the other's was not freed"
        summary = server.stop()
    assert (summary["peak_arrays"], summary["flops_used"]) == (4, 10)


def test_arrays_of_a_call_that_went_over_the_limit_are_freed() -> None:
    with RunningServer("--max-arrays", "10") as server, RawClient(server.url) as one:
        for _ in range(3):
            assert one.run(op("ones", 1, 20))[0] == 0
            assert error(one.run(op("split", 2, ref(1), 20))) == "MemoryLimitError"
            assert one.run(op("split", 2, ref(1), 5), 1, 2, 3, 4, 5, 6)[0] == 0
        assert server.stop()["peak_arrays"] == 10


# --- starting and ending -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--url", "tcp://0.0.0.0:5555"], "loopback"),
        (["--url", "nowhere"], "not an address"),
        (["--budget", "-5"], "budget"),
        (["--budget", "lots"], "budget"),
        (["--max-memory", "2 bushels"], "size"),
        (["--policy", "free"], "policy"),
        (["--seed", "-1"], "seed"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_it_does_not_start_with(arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flopscope_server", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_summary_goes_where_it_is_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "summary.json"
    with RunningServer("--summary", str(target), "--log-json", "--log-level", "debug") as server:
        server.process.terminate()
        assert server.process.wait(20) == 0
        assert all(json.loads(line) for line in server.log.splitlines())
    assert set(json.loads(target.read_text())) == SUMMARY


def test_sigterm_finishes_the_operation() -> None:
    program = (
        "import flopscope.numpy as fnp\n"
        "a = fnp.ones((2500, 2500)); a[0, 0].item()\n"
        "print('go', flush=True)\n"
        "(a @ a)[0, 0].item()"
    )
    with RunningServer() as server, client(server.url, program) as busy:
        assert busy.stdout is not None
        assert busy.stdout.readline() == "go\n"
        time.sleep(0.15)
        summary = server.stop()
    assert summary["operations"]["matmul"]["flop_cost"] == 2500 * 2500 * (2 * 2500 - 1)


def test_an_operation_that_does_not_end_is_left_and_charged() -> None:
    program = (
        "import flopscope as flops, flopscope.numpy as fnp\n"
        "a = fnp.random.default_rng(0).random((3000, 3000)); a[0, 0].item()\n"
        "print('go', flush=True)\n"
        "try: fnp.linalg.eigvals(a)\n"
        "except flops.ServerLostError: print('lost')"
    )
    with RunningServer("--grace", "0.2") as server, client(server.url, program) as busy:
        assert busy.stdout is not None
        assert busy.stdout.readline() == "go\n"
        time.sleep(0.5)
        path = Path(server.url.removeprefix("ipc://"))
        summary = server.stop()
        assert not path.exists()
        assert busy.stdout.readline() == "lost\n"
    assert summary["operations"]["linalg.eigvals"]["calls"] == 1
    assert summary["flops_used"] == sum(o["flop_cost"] for o in summary["operations"].values())


def test_it_leaves_no_socket_behind() -> None:
    with RunningServer() as server:
        path = Path(server.url.removeprefix("ipc://"))
        assert path.is_socket()
        server.stop()
        assert not path.exists()


def test_sigint_is_as_sigterm() -> None:
    with RunningServer() as server:
        os.kill(server.process.pid, 2)
        written, _ = server.process.communicate(timeout=20)
        assert server.process.returncode == 0
        assert set(json.loads(written)) == SUMMARY


def test_lists_of_arrays_count_before_they_become_one() -> None:
    with RunningServer("--max-memory", "1MB") as server, RawClient(server.url) as one:
        one.run(op("ones", 1, 1000), op("broadcast_to", 2, ref(1), shape(100, 1000)))
        stacked = [2, [ref(2)] * 3]
        assert error(one.run(op("exp", 3, stacked))) == "MemoryLimitError"
        assert error(one.run(op("concatenate", 3, [2, [stacked]]))) == "MemoryLimitError"
        assert one.run(op("exp", 3, [2, [ref(1)] * 3]))[0] == 0


def test_searching_for_an_order_holds_up_nobody(shared: RunningServer) -> None:
    subscripts = ",".join(f"{chr(97 + i)}{chr(98 + i)}" for i in range(25)) + "->a"
    program = (
        "import flopscope.numpy as fnp\n"
        "a = [fnp.ones((2, 2)) for _ in range(25)]\n"
        "a[0][0, 0].item(); print('go', flush=True)\n"
        f"print(fnp.einsum({subscripts!r}, *a, optimize='greedy')[0].item())"
    )
    with client(shared.url, program) as long, RawClient(shared.url) as short:
        assert long.stdout is not None
        assert long.stdout.readline() == "go\n"
        longest = 0.0
        while long.poll() is None:
            start = time.monotonic()
            assert short.run(op("ones", 1, 3), 1)[0] == 0
            longest = max(longest, time.monotonic() - start)
        assert long.stdout.readline() == f"{2.0**25}\n"
    assert longest < 1.0


@pytest.mark.parametrize(
    "item",
    [
        op(name, 9, ref(2), *more)
        for name, more in {
            "median": (),
            "std": (),
            "unique": (),
            "linalg.norm": (),
            "dot": (ref(2),),
            "nansum": (),
            "percentile": (50,),
        }.items()
    ],
    ids=lambda item: ORDERED[item[0]].name,
)
def test_a_broadcast_view_counts_in_full_as_an_operand(item: list[object]) -> None:
    with RunningServer("--max-memory", "10MB") as server, RawClient(server.url) as one:
        assert one.run(op("ones", 1, 1), op("broadcast_to", 2, ref(1), shape(10**8)))[0] == 0
        assert error(one.run(item)) == "MemoryLimitError"
        assert error(one.run([":fetch", 0, [ref(2)]])) == "MemoryLimitError"
        assert one.run(op("reshape", 3, ref(2), shape(10**4, 10**4)), op("sum", 4, ref(1)))[0] == 0
        assert "VmHWM" in (status := Path(f"/proc/{server.process.pid}/status").read_text())
        assert int(status.split("VmHWM:")[1].split()[0]) < 200_000  # KiB


def test_what_no_rule_foresees_meets_the_kernels_bound() -> None:
    with RunningServer("--max-memory", "10MB") as server, RawClient(server.url) as one:
        for largest in (2 * 10**9, 10**12):
            assert error(one.run(op("bincount", 1, [v.LIST, [largest]]))) in (
                "MemoryError",
                "MemoryLimitError",
                "ValueError",
            )
        assert one.run(op("bincount", 1, [v.LIST, [5]]))[0] == 0
