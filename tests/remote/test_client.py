"""What a program notices of its server: that it is slow, another one, not there, or gone."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time

import pytest

from .serving import RunningServer, client, environment, run_client

NOBODY = "ipc:///tmp/nobody.sock"


def failing(url: str, program: str, **more: str) -> str:
    """What a program that must fail writes to stderr."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(url, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_no_server_is_an_error_with_the_remedy() -> None:
    said = failing(NOBODY, "import flopscope.numpy as f; f.ones(3)", FLOPSCOPE_TIMEOUT_S="0.5")
    assert "ServerLostError" in said
    assert NOBODY in said
    assert "flopscope-server --url" in said


def test_a_server_that_starts_later_is_found() -> None:
    program = """
import flopscope as flops, flopscope.numpy as fnp
try:
    fnp.ones(3)
except flops.ServerLostError:
    print("ready"); input()
print(fnp.ones(3).tolist())
"""
    with tempfile.TemporaryDirectory(prefix="fs-") as folder:
        url = f"ipc://{folder}/s.sock"
        with client(url, program) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            with RunningServer(url=url):
                assert process.communicate("\n")[0] == "[1.0, 1.0, 1.0]\n"


def test_an_address_that_is_none() -> None:
    said = failing("nowhere", "import flopscope.numpy as f; f.ones(3)")
    assert "ServerLostError" in said
    assert "FLOPSCOPE_SERVER_URL" in said


def test_nothing_connects_before_it_is_needed() -> None:
    program = "import flopscope as flops, flopscope.numpy as f; print(f.float32, flops.__version__)"
    assert run_client(NOBODY, program)


def test_connect_is_for_launchers(shared: RunningServer) -> None:
    run_client(shared.url, "import flopscope_client as c; c.connect(); c.connect()")
    program = "import flopscope_client as c; c.connect()"
    assert "ServerLostError" in failing(NOBODY, program, FLOPSCOPE_TIMEOUT_S="0.5")


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM])
def test_a_dead_server_is_noticed_at_once(signal_number: int) -> None:
    program = """
import time, flopscope as flops, flopscope.numpy as fnp
a = fnp.ones(3); a.tolist()
print("ready"); input()
for _ in range(2):
    start = time.monotonic()
    try:
        print((a + 1).tolist())
    except flops.ServerLostError as error:
        print(time.monotonic() - start, isinstance(error, ConnectionError), error)
"""
    with RunningServer() as server, client(server.url, program) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "ready\n"
        server.process.send_signal(signal_number)
        server.process.wait(20)
        process.stdin.write("\n")
        process.stdin.flush()
        for _ in range(2):
            seconds, connection, said = process.stdout.readline().split(" ", 2)
            assert float(seconds) < 10  # not the 30 s that a request may take
            assert connection == "True"
            assert server.url in said
            assert "from the beginning" in said
        assert process.wait(3) == 0  # and it ends when the program does


def test_a_server_that_dies_during_an_operation() -> None:
    program = """
import time, flopscope as flops, flopscope.numpy as fnp
a = fnp.ones((4000, 4000)); a[0, 0].item()
print("ready")
try:
    (a @ a).sum().item()
except flops.ServerLostError:
    print("lost", time.time())
"""
    with RunningServer() as server, client(server.url, program) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.2)
        server.process.kill()
        killed = time.time()
        word, at = process.stdout.readline().split()
        assert word == "lost"
        assert float(at) - killed < 10  # not the 30 s that a request may take


def test_a_server_that_came_back_is_another_one() -> None:
    program = """
import flopscope as flops, flopscope.numpy as fnp
a = fnp.ones(3); a.tolist()
print("ready"); input()
try:
    print((a + 1).tolist())
except flops.ServerLostError:
    print("lost")
"""
    with RunningServer() as server, client(server.url, program) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "ready\n"
        server.process.kill()
        server.process.wait()
        again = subprocess.Popen(
            [sys.executable, "-m", "flopscope_server", "--url", server.url],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert again.stdout is not None
            assert "listening" in again.stdout.readline()
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.stdout.readline() == "lost\n"
        finally:
            again.kill()
            again.communicate()


def test_a_request_has_its_time() -> None:
    program = """
import flopscope as flops, flopscope.numpy as fnp
a = fnp.ones((3, 3)); a[0, 0].item()
print("ready"); input()
try:
    fnp.linalg.eigvals(a)
except flops.RequestTimeoutError as error:
    print(isinstance(error, TimeoutError), error)
try:
    a.sum().item()
except flops.ServerLostError as error:
    print(error)
"""
    # The time is for every request, so it is long enough for those that the server does answer.
    with RunningServer() as server, client(server.url, program, FLOPSCOPE_TIMEOUT_S="2") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        server.process.send_signal(signal.SIGSTOP)  # an operation that never ends
        first, second = process.communicate("\n")[0].splitlines()
    assert first.startswith("True linalg.eigvals was not answered by ")
    assert "FLOPSCOPE_TIMEOUT_S" in first
    assert "an earlier request" in second  # the connection says that it is lost


@pytest.mark.parametrize("text", ["soon", "-1", "0", "nan", ""])
def test_a_time_that_is_none(shared: RunningServer, text: str) -> None:
    said = failing(shared.url, "import flopscope.numpy as f; f.ones(3)", FLOPSCOPE_TIMEOUT_S=text)
    assert "FLOPSCOPE_TIMEOUT_S" in said


def test_a_forked_child_has_no_connection(shared: RunningServer) -> None:
    program = """
import os, flopscope as flops, flopscope.numpy as fnp
a = fnp.ones(3); a.tolist()
child = os.fork()
if child == 0:
    try:
        (a + 1).tolist()
    except flops.ServerLostError:
        os._exit(7)
    os._exit(8)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), (a + 1).tolist())
"""
    assert run_client(shared.url, program) == "7 [2.0, 2.0, 2.0]\n"


def test_threads_share_the_connection(shared: RunningServer) -> None:
    program = """
import threading, flopscope as flops, flopscope.numpy as fnp
a = fnp.arange(100.0)
wrong = []
def work(k):
    for i in range(200):
        if (a * k + i)[3].item() != 3 * k + i:
            wrong.append((k, i))
threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(wrong, flops.budget_summary_dict()["flops_used"])
"""
    assert run_client(shared.url, program) == f"[] {100 + 4 * 200 * 2 * 100}\n"


@pytest.mark.parametrize("queue", ["0", "1"])
def test_freeing_takes_no_round_trip_of_its_own(shared: RunningServer, queue: str) -> None:
    program = """
import flopscope.numpy as fnp
from flopscope._engine import current
made = [fnp.arange(float(n)) for n in range(500)]
rngs = [fnp.random.default_rng(n) for n in range(50)]
made[-1].tolist()
connection = current().connection
sent = []
send = connection.send
connection.send = lambda *args: (sent.append(1), send(*args))
del made, rngs
print(len(sent), fnp.ones(1).tolist(), len(sent) <= 2)
"""
    assert run_client(shared.url, program, FLOPSCOPE_QUEUE=queue) == "0 [1.0] True\n"


def test_what_a_finalizer_queues_comes_after_no_request_that_is_answered(
    shared: RunningServer,
) -> None:
    program = """
import flopscope.numpy as fnp
from flopscope._engine import current
from flopscope._wire import messages as m

class Disturbed(list):  # as if an object were finalized after each item
    def append(self, item):
        super().append(item)
        super().append([m.SCOPE, 0, [1, ""]])

x = fnp.arange(3.0)
x.tolist()
current().queue.items = Disturbed()
print(x.tolist())
"""
    assert run_client(shared.url, program) == "[0.0, 1.0, 2.0]\n"


def test_what_was_freed_is_free_for_others() -> None:
    program = """
import flopscope.numpy as fnp
for n in range(50):
    a = fnp.ones(50_000) * n
    del a
    fnp.ones(1).tolist()
print("done")
"""
    with RunningServer("--max-memory", "2MB") as server:
        assert run_client(server.url, program) == "done\n"


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", ""),
        ("raise KeyError('mine')", "KeyError: 'mine'"),
        ("pass", "flopscope.errors.ServerLostError: "),
    ],
)
def test_a_context_whose_server_died_hides_no_error(ending: str, said: str) -> None:
    program = f"""
import flopscope as flops, flopscope.numpy as fnp
with flops.BudgetContext(100), flops.BudgetContext(10, namespace="inner"):
    fnp.ones(3).tolist()
    print("ready"); input()
    {ending}
"""
    with RunningServer() as server, client(server.url, program) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "ready\n"
        server.process.kill()
        server.process.wait()
        process.stdin.write("\n")
        process.stdin.flush()
        lines = process.stdout.read().splitlines()
        assert process.wait(10) == (1 if said else 3)
    assert (lines[-1] if lines else "").startswith(said)
    assert sum("Error" in line and not line.startswith(" ") for line in lines) <= 1


# --- queued operations -------------------------------------------------------------------------


def test_a_queued_operation_warns_at_its_own_statement(shared: RunningServer) -> None:
    program = """
import sys, flopscope.numpy as fnp
a = fnp.zeros(3)
b = 1 / a
c = a + 1
print(c.tolist(), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(shared.url),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr.splitlines() == [
        "<string>:4: RuntimeWarning: divide by zero encountered in divide",
        "[1.0, 1.0, 1.0]",
    ]


def test_a_warning_that_is_an_error_is_raised_at_its_own_statement(shared: RunningServer) -> None:
    program = """
import warnings, flopscope.numpy as fnp
warnings.simplefilter("error")
a = fnp.zeros(3)
try:
    1 / a
except RuntimeWarning:
    print("raised")
"""
    assert run_client(shared.url, program) == "raised\n"


def test_a_refusal_is_raised_at_its_own_statement(shared: RunningServer) -> None:
    program = """
import flopscope as flops, flopscope.numpy as fnp
a = fnp.ones(10)
with flops.BudgetContext(45) as budget:
    made = []
    try:
        for i in range(10):
            made.append(a + i)
    except flops.BudgetExhaustedError as error:
        print(i, error.flops_remaining, [m[0].item() for m in made])
"""
    assert run_client(shared.url, program) == "4 5 [1.0, 2.0, 3.0, 4.0]\n"


def test_many_operations_take_few_requests(shared: RunningServer) -> None:
    program = """
import flopscope.numpy as fnp
from flopscope._engine import current
connection = current().connection
sent = []
send = connection.send
connection.send = lambda *args: (sent.append(1), send(*args))
a = fnp.ones(10)
for _ in range(960):
    a = a * 1.0
a.tolist()
print(len(sent))
"""
    assert int(run_client(shared.url, program)) < 40


def test_a_program_that_never_reads_keeps_what_waits_and_no_more(shared: RunningServer) -> None:
    program = """
import gc, flopscope.numpy as fnp
a = fnp.ones(3)
def held():
    objects = gc.get_objects()
    return len(objects) + sum(len(o) for o in objects if type(o) is dict)
before = held()
for _ in range(80_000):
    a = a + 1.0
print(held() - before)
"""
    assert int(run_client(shared.url, program)) < 110_000


@pytest.mark.parametrize("queue", ["0", "1"])
def test_what_was_said_behind_a_failure_is_said_again(queue: str) -> None:
    program = """
import flopscope as flops, flopscope.numpy as fnp
a = fnp.ones(100_000)
kept = []
def fill():
    for _ in range(30):
        kept.append(a + 1)
try:
    fill()
except flops.MemoryLimitError:
    pass
with flops.namespace("inside"), fnp.errstate(divide="raise"):
    for _ in range(2):
        try:
            b = fnp.ones(5) * 2
            b.tolist()
            break
        except flops.MemoryLimitError:
            pass
    kept.clear()
    c = fnp.ones(7) * 3
    c.tolist()
    try:
        fnp.ones(2) / 0
    except FloatingPointError:
        print("raised")
found = flops.budget_summary_dict(by_namespace=True)["by_namespace"]
print(found["inside"]["operations"]["multiply"]["flop_cost"] >= 7, "multiply" in found[None]["operations"])
"""
    with RunningServer("--max-memory", "8MB") as server:
        assert run_client(server.url, program, FLOPSCOPE_QUEUE=queue) == "raised\nTrue False\n"


def test_queued_work_is_done_when_the_program_ends() -> None:
    with RunningServer() as server:
        run_client(
            server.url, "import flopscope.numpy as fnp\na = fnp.ones(10)\nfor _ in range(7): a + 1"
        )
        assert server.stop()["flops_used"] == 70


def test_queued_memory_is_bounded() -> None:
    program = """
import flopscope as flops, flopscope.numpy as fnp
a = fnp.ones(10_000)
try:
    kept = [a + i for i in range(100)]
    kept[-1].tolist()
except flops.MemoryLimitError as error:
    print(isinstance(error, MemoryError))
kept = None
for _ in range(2):  # what was queued behind the error may have been refused as well
    try:
        print(fnp.ones(3).tolist())
        break
    except flops.MemoryLimitError:
        print("again")
"""
    with RunningServer("--max-memory", "1MB") as server:
        printed = run_client(server.url, program).splitlines()
        assert printed[0] == "True"
        assert printed[-1] == "[1.0, 1.0, 1.0]"
        assert server.stop()["flops_used"] < 100 * 10_000
