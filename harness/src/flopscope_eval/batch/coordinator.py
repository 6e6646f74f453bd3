"""The coordinator: claims runs, gives them to workers, records results, and decides about losses."""

from __future__ import annotations

import contextlib
import os
import queue as queues
import shutil
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

import msgspec

from flopscope_eval.batch import canary, content
from flopscope_eval.batch.events import Listener, Statuses
from flopscope_eval.batch.flags import slow_machine
from flopscope_eval.batch.job import Ended, Product
from flopscope_eval.batch.links import Link, Look, Seen, WorkerAway
from flopscope_eval.batch.plan import BundleShelf, Plan, Rules
from flopscope_eval.contests.records import ORGANIZERS, RunStatus, RunVerdict
from flopscope_eval.store import lease, query, queue
from flopscope_eval.store.errors import LeaseLost
from flopscope_eval.store.records import Claim, Outcome
from flopscope_eval.store.store import Store

TICK_S = 0.5
"""How often workers, leases and switches are looked at."""


SMALL_BUNDLE = 256 << 10
"""Bytes of a bundle that travels with its task."""


class Ending(Enum):
    """Why a batch ended: its exit code, and what to do."""

    DONE = (0, "all runs have a verdict")
    DRAINED = (30, "drained; after `contest drain --off` the next batch goes on")
    FAULTS = (31, "too many faults of the harness; see `contest status`, mend, run the batch again")
    DISK = (32, "too little disk space; make room, run the batch again")
    NO_WORKERS = (33, "no worker is fit to run anything; the events above say why")
    UNRANKED = (34, "some runs have no score through no fault of theirs; see `contest status`")
    SCHEDULER_LOST = (35, "the scheduler is gone; run the batch again, and it goes on")

    @property
    def exit_code(self) -> int:
        """For the shell."""
        return self.value[0]

    @property
    def meaning(self) -> str:
        """For people."""
        return self.value[1]


@dataclass
class Worker:
    """A worker that the coordinator has met."""

    seen: Seen
    flights: set[str] = field(default_factory=set)
    has: set[str] = field(default_factory=set)
    refused: str = ""
    canary_name: str = ""
    runs_since_canary: int | None = None

    @property
    def address(self) -> str:
        return self.seen.report.address


@dataclass(frozen=True, slots=True)
class Flight:
    """An attempt on a worker; its address is empty where a predecessor gave it out."""

    claim: Claim
    address: str
    since: float


class Coordinator:
    """Runs a store's queue to its end.

    Parameters
    ----------
    store, plan, rules
        What to run, and how.
    link
        To a scheduler.
    tell
        Told of events.
    """

    def __init__(self, store: Store, plan: Plan, rules: Rules, link: Link, tell: Listener) -> None:
        self._store = store
        self._plan = plan
        self._rules = rules
        self._link = link
        self._tell = tell
        self._shelf = BundleShelf(store)
        self._workers: dict[str, Worker] = {}
        self._flights: dict[str, Flight] = {}
        self._recorded: set[str] = set()
        self._unacknowledged: dict[str, list[str]] = {}
        self._statuses = Statuses(rules.fault_window, rules.fault_rate, rules.fault_least)
        self._began = time.monotonic()
        self._durations: list[float] = []
        self._stop: Ending | None = None
        self._is_paused = False
        self._lease = lease.acquire(store, f"{socket.gethostname()}:{os.getpid()}", rules.lease_s)

    def run(self) -> Ending:
        """Work until the queue is empty, or something stops the batch.

        Raises
        ------
        SchedulerLost
            The scheduler is gone. Claims stay: the next batch collects them.
        LeaseLost
            Another coordinator took over.
        """
        try:
            for claim in queue.running(self._store):
                self._flights[claim.name] = Flight(claim, "", time.monotonic())
            self._tell("started", adopted=len(self._flights))
            while not self._is_over():
                self._tick()
                self._take_until(time.monotonic() + TICK_S)
            self._acknowledge()
            self._progress(last=True)
        finally:
            with contextlib.suppress(LeaseLost):
                lease.release(self._store, self._lease)
        return self._ending()

    # One round of looking after everything.

    def _tick(self) -> None:
        lease.renew(self._store, self._lease, self._rules.lease_s)
        look = self._link.look()
        self._meet(look)
        self._collect(look)
        self._give_up(look)
        self._check_switches()
        self._acknowledge()
        self._fill()
        self._progress()

    def _take_until(self, deadline: float) -> None:
        """Record results as they come, and fill free slots at once."""
        while (remaining := deadline - time.monotonic()) > 0:
            try:
                name = self._link.finished.get(timeout=remaining)
            except queues.Empty:
                return
            self._take(name)
            self._fill()

    def _meet(self, look: Look) -> None:
        """Bring what is known of the workers up to date."""
        for seen in look.workers:
            address = seen.report.address
            worker = self._workers.get(address)
            if worker is None:
                worker = self._workers[address] = Worker(seen, has=set(seen.report.bundles))
                differing = content.differences(content.here(), seen.report.content)
                if differing:
                    worker.refused = "; ".join(differing[:3])
                    self._alarm("worker refused", worker, worker.refused)
                else:
                    self._tell("worker joined", worker=seen.report.label, slots=seen.report.slots)
            worker.seen = seen

    def _collect(self, look: Look) -> None:
        """Record results that wait on workers, of this batch or of one that was killed."""
        for seen in look.workers:
            if not self._is_reachable(seen):
                continue
            for name in seen.report.spooled:
                address = seen.report.address
                flight = self._flights.get(name)
                if name in self._recorded or (flight and flight.address):
                    continue  # the report is older than that, or its task ends any moment
                with contextlib.suppress(WorkerAway):
                    product = self._link.fetch(name, address)
                    claim = flight.claim if flight else queue.attempt(self._store, name)
                    if product is not None and claim is not None:
                        self._record(claim, product, address)
                    elif name.startswith(canary.PREFIX):
                        self._note(name, address)

    def _give_up(self, look: Look) -> None:
        """Decide about attempts whose worker is cut off, ended, or gave them back."""
        seen = {one.report.address: one for one in look.workers}
        alive = {
            name
            for one in look.workers
            if one.age < self._rules.lease_s
            for name in (*one.report.running, *one.report.spooled)
        }
        for name, flight in list(self._flights.items()):
            if name in look.returned:
                self._lost(flight, "its worker was told to stop", is_own_doing=False)
            elif not flight.address:
                if name not in alive and self._is_gone(flight, look):
                    self._lost(flight, "the batch or its scheduler ended", is_own_doing=False)
            elif flight.address not in seen:
                self._lost(flight, "its worker is unknown to the scheduler", is_own_doing=False)
            elif seen[flight.address].age > 1.25 * self._rules.lease_s:
                self._give_up_worker(
                    flight,
                    seen[flight.address],
                    is_alive=name in alive,
                    has_started=name in look.started,
                )

    def _is_gone(self, flight: Flight, look: Look) -> bool:
        """Say whether an attempt of an earlier batch, on no worker of now, will not come back.

        Any lease of then has ended after one length of it. A worker that is back would report the
        attempt; one that is away may still have its result, and gets longer to come back.
        """
        if self._age() < 1.5 * self._rules.lease_s:
            return False
        back = {one.report.label for one in look.workers if one.age < self._rules.lease_s}
        return flight.claim.worker in back or self._age() > self._rules.rejoin_s

    def _give_up_worker(
        self, flight: Flight, seen: Seen, *, is_alive: bool, has_started: bool
    ) -> None:
        """Decide about an attempt whose worker has not renewed its lease."""
        if is_alive:
            # Its process found the scheduler again, under another address.
            name = flight.claim.name
            self._flights[name] = Flight(flight.claim, "", flight.since)
        elif not has_started:
            self._lost(flight, "its worker ended before it began", is_own_doing=False)
        elif seen.lost_after is not None and seen.lost_after < self._rules.lease_s:
            # The submission may have killed it, and must not get a second run for that.
            self._lost(flight, "its worker's process ended with it", is_own_doing=True)
        else:
            reason = "its worker was cut off, and its lease has ended"
            self._lost(flight, reason, is_own_doing=False)

    def _check_switches(self) -> None:
        switch = self._store.control("batch")
        if switch == "draining":
            self._stop = self._stop or Ending.DRAINED
        if (switch == "paused") != self._is_paused:
            self._is_paused = switch == "paused"
            self._tell("paused" if self._is_paused else "resumed")
        if shutil.disk_usage(self._store.files.folder.parent).free < self._rules.disk_floor:
            self._stop = self._stop or Ending.DISK
        if self._statuses.alarm and self._stop is None:
            self._stop = Ending.FAULTS
            self._tell("alarm", reason=self._statuses.alarm)
            self._store.log("alarm", "batch", self._statuses.alarm, who=self._lease.holder)

    # Giving out.

    def _fill(self) -> None:
        """Give every free slot a run."""
        if self._stop is not None or self._is_paused:
            return
        free = [w for w in self._workers.values() for _ in range(self._free_slots(w))]
        free = [worker for worker in free if self._has_sung(worker)]
        if not free:
            return
        chosen = _in_turn(free)
        labels = [worker.seen.report.label for worker in chosen]
        claims = queue.claim(self._store, self._lease, len(chosen), labels)
        for claim, worker in zip(claims, chosen, strict=False):
            self._launch(claim, worker)

    def _launch(self, claim: Claim, worker: Worker) -> None:
        differing = content.differences(content.of(self._plan.sandbox), claim.key.content)
        if differing:
            # The same submission is queued under the present content, if the batch was given it.
            reason = f"queued when {'; '.join(differing[:3])}"
            queue.withdraw(self._store, self._lease, claim, reason)
            self._tell("withdrawn", run=claim.run_hash[:12], reason=reason)
            return
        self._flights[claim.name] = Flight(claim, worker.address, time.monotonic())
        worker.flights.add(claim.name)
        if worker.runs_since_canary is not None:
            worker.runs_since_canary += 1
        try:
            along = self._provide(claim.key.bundle, worker)
            if self._plan.contest_files:
                along |= self._provide(self._plan.contest.sha256, worker)
            job = self._plan.job(claim, self._rules.deadline_s)
            self._link.submit(job, worker.address, along)
        except WorkerAway as error:
            self._lost(self._flights[claim.name], str(error), is_own_doing=False)
        self._tell("claimed", run=claim.run_hash, attempt=claim.attempt, worker=_label(worker))

    def _provide(self, sha256: str, worker: Worker) -> dict[str, bytes]:
        """Send a worker a bundle that it lacks; a small one is given back, to go with the task."""
        if sha256 in worker.has:
            return {}
        worker.has.add(sha256)
        packed = self._shelf.get(sha256)
        if len(packed) <= SMALL_BUNDLE:
            return {sha256: packed}
        self._link.put_bundle(sha256, packed, worker.address)
        return {}

    def _free_slots(self, worker: Worker) -> int:
        report = worker.seen.report
        usable = (
            not worker.refused
            and self._is_reachable(worker.seen)
            and report.free_bytes >= self._rules.disk_floor
        )
        return max(0, report.slots - len(worker.flights)) if usable else 0

    def _is_reachable(self, seen: Seen) -> bool:
        return seen.lost_after is None and seen.age < self._rules.lease_s / 2

    def _has_sung(self, worker: Worker) -> bool:
        """Say whether a worker's canary is good; send one if it is time."""
        every = self._rules.canary_every
        if not every or worker.canary_name:
            return not every
        if worker.runs_since_canary is not None and worker.runs_since_canary < every:
            return True
        job = canary.job(self._plan, self._rules.deadline_s)
        with contextlib.suppress(WorkerAway):
            if job.key.bundle not in worker.has:
                self._link.put_bundle(job.key.bundle, canary.packed(), worker.address)
                worker.has.add(job.key.bundle)
            self._link.submit(job, worker.address)
            worker.canary_name = job.name
            worker.flights.add(job.name)
        return False

    # Taking back.

    def _take(self, name: str) -> None:
        """Take the end of a task."""
        if name.startswith(canary.PREFIX):
            self._take_canary(name)
            return
        flight = self._flights.get(name)
        if flight is None:
            self._link.drop(name)
            return
        product = self._link.product(name)
        if product is None:
            return  # lost with its worker: `_give_up` decides when the worker's lease has ended
        self._record(flight.claim, product, flight.address)

    def _take_canary(self, name: str) -> None:
        for worker in self._workers.values():
            if worker.canary_name != name:
                continue
            worker.canary_name = ""
            worker.flights.discard(name)
            product = self._link.product(name)
            complaint = canary.complaint(product)
            if complaint:
                worker.refused = complaint
                self._alarm("canary failed", worker, complaint)
            else:
                worker.runs_since_canary = 0
            if product is not None:
                self._note(name, worker.address)

    def _record(self, claim: Claim, product: Product, address: str) -> None:
        """Record a product, or queue the run again if its submission never started."""
        flight = Flight(claim, address, time.monotonic())
        if product.ended is Ended.WITH_OUTCOME and product.outcome is not None:
            self._complete(flight, self._stored(product, product.outcome), address)
            self._note(claim.name, address)
        elif product.ended is Ended.WITHOUT_OUTCOME:
            self._lost(flight, product.detail, is_own_doing=product.started)
        else:
            self._lost(flight, product.detail, is_own_doing=False)

    def _stored(self, product: Product, outcome: Outcome) -> Outcome:
        """Put the answers on disk, before any row names them."""
        for sha256, data in product.answers.items():
            if self._store.files.put(data) != sha256:
                raise ValueError(f"answer {sha256} of {product.name} arrived damaged")
        return outcome

    def _complete(self, flight: Flight, outcome: Outcome, address: str) -> None:
        claim = flight.claim
        worker = self._workers.get(address)
        label = _label(worker) if worker else address
        if worker is not None:
            speeds = [one.seen.report.speed_s for one in self._workers.values()]
            notices = slow_machine(outcome.verdict, worker.seen.report.speed_s, min(speeds))
            outcome = msgspec.structs.replace(outcome, flags=(*outcome.flags, *notices))
        is_current = queue.complete(self._store, self._lease, claim, outcome, label)
        self._landed(claim.name)
        if not is_current:
            self._tell("late result", run=claim.run_hash, attempt=claim.attempt, worker=label)
            return
        if outcome.wall_s is not None:
            self._durations = [*self._durations[-49:], outcome.wall_s]
        verdict = outcome.verdict
        is_fault = verdict.status is RunStatus.UNRANKED
        self._statuses.add(verdict.status, is_harness_fault=is_fault)
        self._tell(
            "recorded", run=claim.run_hash, attempt=claim.attempt, worker=label,
            status=str(verdict.status), flops=verdict.flops,
        )  # fmt: skip
        if is_fault:
            self._tell("unranked", run=claim.run_hash[:12], reason=_reason(verdict))

    def _lost(self, flight: Flight, reason: str, *, is_own_doing: bool) -> None:
        """Queue a lost run again, or end it unranked where the submission may be the cause."""
        claim = flight.claim
        self._link.drop(claim.name)
        worker = self._workers.get(flight.address)
        label = _label(worker) if worker else flight.address
        too_often = queue.lost_attempts(self._store, claim.run) >= self._rules.max_lost
        if is_own_doing or too_often:
            why = f"{reason}; `contest retry` runs it again"
            outcome = Outcome(verdict=self._unranked(claim, why), started=is_own_doing)
            self._complete(flight, outcome, flight.address)
            return
        self._landed(claim.name)
        if queue.lose(self._store, self._lease, claim, reason, label):
            self._tell("lost", run=claim.run_hash[:12], attempt=claim.attempt, worker=label,
                       reason=reason.split("\n")[0])  # fmt: skip

    def _unranked(self, claim: Claim, message: str) -> RunVerdict:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return RunVerdict(
            contest=self._plan.contest, submission_name="", submission_sha256=claim.key.bundle,
            split=claim.key.split, round=claim.key.round, formula_sha256="",
            seed_commitment=claim.key.seed_commitment, status=RunStatus.UNRANKED, message=message,
            score=None, metrics={}, ties=(), flops="0", cases=(), lives=(), started_at=now,
            finished_at=now, sandbox=claim.key.sandbox,
        )  # fmt: skip

    def _note(self, name: str, address: str) -> None:
        """Note that a worker may drop a result."""
        self._recorded.add(name)
        self._unacknowledged.setdefault(address, []).append(name)

    def _landed(self, name: str) -> None:
        self._flights.pop(name, None)
        for worker in self._workers.values():
            worker.flights.discard(name)

    def _acknowledge(self) -> None:
        """Let workers drop the results that are recorded."""
        for address, names in list(self._unacknowledged.items()):
            worker = self._workers.get(address)
            if worker is None or not self._is_reachable(worker.seen):
                continue
            with contextlib.suppress(WorkerAway):
                self._link.acknowledge(names, address)
                self._link.forget(names, [])
                del self._unacknowledged[address]

    # Telling.

    def _alarm(self, event: str, worker: Worker, reason: str) -> None:
        self._tell(event, worker=_label(worker), reason=reason)
        self._store.log(event, _label(worker), reason, who=self._lease.holder)

    def _progress(self, *, last: bool = False) -> None:
        counts = query.counts(self._store)
        queued = counts.get("queued", 0) + counts.get("running", 0)
        slots = sum(w.seen.report.slots for w in self._workers.values() if not w.refused)
        left = None
        if self._durations and slots:
            left = queued * sum(self._durations) / len(self._durations) / slots
        running = [
            {"run": f.claim.run_hash[:12], "seconds": round(time.monotonic() - f.since, 1)}
            for f in self._flights.values()
        ]
        self._tell("progress", counts=counts, left_s=left, running=running, last=last)

    # The end.

    def _is_over(self) -> bool:
        if self._flights:
            return False
        if self._stop is not None:
            return True
        counts = query.counts(self._store)
        if not counts.get("queued", 0) and not counts.get("running", 0):
            return True
        if self._age() < 2 * self._rules.lease_s or not self._workers:
            return False
        if all(worker.refused for worker in self._workers.values()):
            self._stop = Ending.NO_WORKERS
        elif all(
            worker.seen.report.free_bytes < self._rules.disk_floor
            for worker in self._workers.values()
            if not worker.refused
        ):
            self._stop = Ending.DISK
        return self._stop is not None

    def _ending(self) -> Ending:
        if self._stop is not None:
            return self._stop
        unranked = query.counts(self._store).get(f"done: {RunStatus.UNRANKED}", 0)
        return Ending.UNRANKED if unranked else Ending.DONE

    def _age(self) -> float:
        return time.monotonic() - self._began


def _in_turn(free: list[Worker]) -> list[Worker]:
    """Order workers, each as often as it has free slots: those with the most free slots first."""
    left, waiting, chosen = Counter(worker.address for worker in free), list(free), []
    while waiting:
        worker = max(waiting, key=lambda one: left[one.address])
        left[worker.address] -= 1
        waiting.remove(worker)
        chosen.append(worker)
    return chosen


def _label(worker: Worker) -> str:
    return worker.seen.report.label


def _reason(verdict: RunVerdict) -> str:
    causes = [case.message for case in verdict.cases if case.status in ORGANIZERS]
    return (verdict.message or (causes[0] if causes else "")).split("\n")[0]
