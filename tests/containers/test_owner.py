"""Whether what a run left may be removed depends on whether its process is certain to be gone."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

from flopscope_eval.sandbox import owner
from flopscope_eval.sandbox.owner import Owner


def test_this_process_is_alive() -> None:
    assert not owner.current().is_dead()


def test_labels_hold_all_of_it() -> None:
    here = owner.current()
    assert Owner.from_labels(here.as_labels("org.example"), "org.example") == here


def test_labels_that_are_not_ours_have_no_owner() -> None:
    assert Owner.from_labels({}, "org.example") is None
    labels = owner.current().as_labels("org.example") | {"org.example.pid": "many"}
    assert Owner.from_labels(labels, "org.example") is None


def test_a_process_that_has_ended_is_dead_even_before_it_is_waited_for() -> None:
    code = "from flopscope_eval.sandbox import owner; print(owner.current().start); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    start = int(process.stdout.readline())
    its = dataclasses.replace(owner.current(), pid=process.pid, start=start)
    assert not its.is_dead()
    process.stdin.write("\n")
    process.stdin.close()
    process.stdout.read()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert its.is_dead()
    process.stdout.close()
    process.wait()
    assert its.is_dead()


def test_a_number_that_was_given_to_another_process_is_not_the_same() -> None:
    here = owner.current()
    assert dataclasses.replace(here, start=here.start + 1).is_dead()


def test_another_boot_of_this_machine_left_only_dead_ones() -> None:
    assert dataclasses.replace(owner.current(), boot="an earlier one").is_dead()


def test_another_machine_cannot_be_judged() -> None:
    assert not dataclasses.replace(owner.current(), host="elsewhere", pid=1).is_dead()
