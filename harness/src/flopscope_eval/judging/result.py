"""The result of a run: one document, typed.

These classes are the only source of the document: what they declare is what a run writes, what
`Result.load` reads, and what the shipped JSON Schema describes (`flopscope_eval.judging.schema`).

To add a field: give it a type and a default, raise `SCHEMA_VERSION` (once per release) and run ``make
schema``. The default stands for documents of older versions, which do not have the field. A field that
does not apply to every run is `msgspec.UNSET` there and absent from the document. Documents of all
older versions are kept in ``tests/harness/results`` and must still be read.
"""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from flopscope_eval._run.status import Fault, Killer, KillReason, Status

if TYPE_CHECKING:
    import pandas

SCHEMA_VERSION = 4
"""The version that runs write. `Result.load` reads this one and every older one."""

Count = Annotated[int, Meta(ge=0)]
"""A whole number, at any size."""

Seconds = Annotated[float, Meta(ge=0)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Moment = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]


class ResultUnreadable(ValueError):
    """The file or the data is not a result of a known version; the message says why."""


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a result that holds exactly the fields that it declares."""


class ServersRecord(Struct, frozen=True, kw_only=True):
    """A part of a result that the server writes, where keys may be added.

    A test holds that every key of the server's summary is declared here: others are left out.
    """


# --- score ----------------------------------------------------------------------------------------


class Policy(ServersRecord, frozen=True):
    """The policy that priced the run, by name and by the hash of its file."""

    name: str
    sha256: Sha256


class PriceList(ServersRecord, frozen=True):
    """The rules that counted: flopscope's version, and the hash of the rules themselves."""

    version: str
    sha256: Sha256


class AlsoPriced(ServersRecord, frozen=True):
    """What another policy would have charged for the same calls."""

    sha256: Sha256
    flops_used: Count


class Operation(ServersRecord, frozen=True):
    """What one operation cost in all its calls."""

    flop_cost: Count
    calls: Count
    flopscope_backend_time_s: float
    flopscope_overhead_time_s: float


class Namespace(ServersRecord, frozen=True):
    """What was spent within one namespace; the key ``""`` stands for what is outside all."""

    flops_used: Count
    calls: Count
    flopscope_backend_time_s: float
    flopscope_overhead_time_s: float
    operations: dict[str, Operation]


class Refused(ServersRecord, frozen=True):
    """The latest operation that the run could not pay for."""

    op_name: str
    flop_cost: Count
    flops_remaining: Count


class Score(ServersRecord, frozen=True, kw_only=True):
    """The server's summary, as it left the server. Keys may be added.

    Attributes
    ----------
    prices
        The rules that counted.
    units
        By operation, computing dtype and unit: what policies turn into FLOPs.
    also_priced
        By policy: what it would have charged.
    budget_reads
        How often the program asked what it had spent: under another policy it might act otherwise.
    longest_operation_s
        What the longest request took of those that had a thread of their own.
    own_time_over
        Whether a session ended since the submission took more time for itself than it may.
    cpu_time_s
        CPU time of the server's process.
    recovered
        The server could not give it; it was read from the flight recorder. FLOPs, calls and units are exact;
        seconds, namespaces and the hash of the operations are up to a second older.
    """

    schema: Literal[1, 2]
    version: str
    policy: Policy
    prices: PriceList | UnsetType = UNSET
    units: dict[str, dict[str, dict[str, Count]]] | UnsetType = UNSET
    also_priced: dict[str, AlsoPriced] = {}
    budget_reads: Count | UnsetType = UNSET
    seed: int | None
    flop_budget: Count
    flops_used: Count
    flops_remaining: Count
    operations: dict[str, Operation]
    wall_time_s: float
    flopscope_backend_time_s: float
    flopscope_overhead_time_s: float
    residual_wall_time_s: float
    by_namespace: dict[str, Namespace]
    refused: Refused | None
    refusals: Count
    op_log_sha256: Sha256
    sessions: Count
    protocol_errors: Count
    peak_memory_bytes: Count
    peak_arrays: Count
    longest_operation_s: float | UnsetType = UNSET
    own_time_over: bool | UnsetType = UNSET
    cpu_time_s: float | UnsetType = UNSET
    recovered: bool = False
    packages: dict[str, str]


class Participant(Record, frozen=True):
    """What the participant did beside what the server counted.

    Attributes
    ----------
    cpu_time_s
        CPU seconds of all its threads; None where they could not be measured.
    cpu_price
        FLOPs for each CPU second; 0 if they have no price.
    effective_flops
        FLOPs with those of the CPU seconds; they vary from run to run. None without a price.
    numbers_up, numbers_down
        Numbers that the program brought in and took out.
    flags
        What of it could be more than a tenth of the FLOPs.
    """

    cpu_time_s: Seconds | None
    cpu_price: Count
    effective_flops: Count | None
    numbers_up: Count
    numbers_down: Count
    flags: list[str]


# --- limits and output ----------------------------------------------------------------------------


class LimitUse(Record, frozen=True):
    """A limit, and the most that was used of it.

    Attributes
    ----------
    limit
        In `unit`.
    used
        In `unit`; None where it could not be measured.
    unit
        ``seconds``, ``bytes``, ...
    measured_by
        How `used` was measured; None where it was not.
    killed_by
        Who ended the submission for this limit, if anyone did.
    """

    limit: Annotated[int, Meta(gt=0)] | Annotated[float, Meta(gt=0)]
    used: Count | Seconds | None
    unit: str
    measured_by: str | None
    killed_by: Killer | None


class Text(Record, frozen=True):
    r"""The beginning and the end of a stream; bytes that are not UTF-8 are written as ``\xff``."""

    head: str
    tail: str
    total_bytes: Count
    truncated: bool


class Output(Record, frozen=True):
    """What the submission wrote."""

    stdout: Text
    stderr: Text


# --- evidence -------------------------------------------------------------------------------------


class ExitRecord(Record, frozen=True):
    """How a process ended: exactly one of the two is set."""

    code: int | None
    signal: int | None


class KillRecord(Record, frozen=True):
    """Who ended the submission, and why, if it did not end by itself."""

    by: Killer
    reason: KillReason
    detail: str


class OomRecord(Record, frozen=True):
    """How often the kernel killed for memory, and where that was read."""

    kills: Count
    source: str


class ServerRecord(Record, frozen=True):
    """The server's end of the run.

    Attributes
    ----------
    running
        What it was at, if it ended without a summary of its own.
    silent
        It was ended because it stood still.
    """

    exit: ExitRecord | None
    lost: bool
    no_summary_reason: str
    oom: OomRecord | None
    log: Text
    running: str | None = None
    silent: bool = False


class EvidenceRecord(Record, frozen=True):
    """What the status was judged by."""

    started: bool
    exit: ExitRecord | None
    kill: KillRecord | None
    oom: OomRecord | None
    failure: str
    server: ServerRecord


# --- isolation and provenance ---------------------------------------------------------------------


class LayerRecord(Record, frozen=True):
    """One kind of isolation, its mechanism, and whether it was in force in this run."""

    name: str
    mechanism: str
    in_force: bool
    detail: str


class DifferenceRecord(Record, frozen=True):
    """Something that this sandbox gives other than Docker."""

    what: str
    here: str
    in_docker: str


class Isolation(Record, frozen=True):
    """The isolation that was really in force, layer by layer."""

    sandbox: str
    missing: list[str]
    layers: list[LayerRecord]
    differences: Annotated[
        list[DifferenceRecord], Meta(description="Where this sandbox gives other than Docker.")
    ]


class SubmissionRecord(Record, frozen=True):
    """What was run: its name, the hash of its files, and their number and size."""

    name: str
    sha256: Sha256
    files: Annotated[int, Meta(ge=1)]
    bytes: Count


class Host(Record, frozen=True):
    """Facts about the machine that ran the submission."""

    system: str
    kernel: str
    machine: str
    cpus: int | None


class ImageRecord(Record, frozen=True):
    """A Docker image of the run."""

    tag: str
    id: Annotated[str, Meta(pattern="^sha256:")]
    base: str
    packages: dict[str, str]


class Engine(Record, frozen=True):
    """What made the containers."""

    name: Literal["docker", "podman"]
    version: str
    runtime: str


class Provenance(Record, frozen=True):
    """What the run was made from and by.

    Attributes
    ----------
    python, packages
        The participant's interpreter and both sides' packages; absent if the run never started.
    engine, images
        In Docker: the engine, and the images by role.
    """

    submission: SubmissionRecord
    flop_budget: Count
    policy: str
    seed: Count
    harness_version: str
    host: Host
    python: str | UnsetType = UNSET
    packages: dict[str, str] | UnsetType = UNSET
    engine: Engine | UnsetType = UNSET
    images: dict[str, ImageRecord] | UnsetType = UNSET


class Result(Record, frozen=True, kw_only=True):
    """The result of a run of ``flopscope-eval run``.

    Attributes
    ----------
    schema
        The version of the document.
    run_id
        Unique.
    status, fault, message
        How the run ended, whose doing that was, and one sentence on why.
    started_at, finished_at
        In UTC, as ISO 8601 text.
    score
        What the server counted; None only if the server left nothing.
    participant
        What the participant did beside: CPU seconds, numbers up and down.
    limits
        Each limit with what was used of it, by the names of `flopscope_eval.Limits`.
    output
        Both ends of what the submission wrote.
    evidence
        What the status was judged by.
    isolation
        What isolated the submission in this very run.
    provenance
        Hashes, versions, seed and host.
    """

    schema: Annotated[int, Meta(ge=1)]
    run_id: Annotated[str, Meta(pattern="^[a-z0-9]+$")]
    status: Status
    fault: Fault
    message: str
    started_at: Moment
    finished_at: Moment
    score: Score | None
    participant: Participant | UnsetType = UNSET
    limits: dict[str, LimitUse]
    output: Output
    evidence: EvidenceRecord
    isolation: Isolation
    provenance: Provenance

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Result:
        """Read a result that ``flopscope-eval run --json`` wrote, in this version or an older one.

        Raises
        ------
        ResultUnreadable
            The file cannot be read, or is not a result of a known version.
        """
        file = Path(path)
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ResultUnreadable(f"{file.name} cannot be read: {error}") from error
        try:
            return cls.from_json(text)
        except ResultUnreadable as error:
            raise ResultUnreadable(f"{file.name}: {error}") from error

    @classmethod
    def from_json(cls, text: str | bytes) -> Result:
        """Read a result from its JSON text; see `load`."""
        try:
            document = json.loads(
                text, parse_constant=_refuse_constant, object_pairs_hook=_without_duplicates
            )
        except (ValueError, RecursionError) as error:
            raise ResultUnreadable(f"it is not JSON: {error}") from error
        return cls.from_dict(document)

    @classmethod
    def from_dict(cls, document: Any) -> Result:
        """Read a result from plain data; see `load`."""
        version = document.get("schema") if isinstance(document, dict) else None
        if type(version) is not int or not 1 <= version <= SCHEMA_VERSION:
            raise ResultUnreadable(
                f"it is not a result of schema version 1 to {SCHEMA_VERSION}; its version is"
                f" {version!r}"
            )
        try:
            return msgspec.convert(document, cls)
        except msgspec.ValidationError as error:
            raise ResultUnreadable(f"it is not a result: {error}") from error

    def to_dict(self) -> dict[str, Any]:
        """Give the document as plain data: dictionaries, lists, texts and numbers."""
        document: dict[str, Any] = msgspec.to_builtins(self)
        return document

    def to_json(self) -> str:
        """Give the document as JSON text, with a line end."""
        return json.dumps(self.to_dict(), indent=2, allow_nan=False) + "\n"

    def to_pandas(self) -> pandas.DataFrame:
        """Give the operations of the score as a table, the most expensive first.

        Returns
        -------
        pandas.DataFrame
            One row per operation, indexed by its name: ``calls``, ``flop_cost`` (exact integers) and
            the seconds of the server. Empty without a score.

        Raises
        ------
        ImportError
            pandas is not installed: ``pip install pandas``.
        """
        import pandas

        columns = list(Operation.__struct_fields__)
        operations = self.score.operations if self.score else {}
        by_cost = sorted(operations.items(), key=lambda item: (-item[1].flop_cost, item[0]))
        rows = [[getattr(row, column) for column in columns] for _, row in by_cost]
        index = pandas.Index([name for name, _ in by_cost], name="operation")
        return pandas.DataFrame(rows, index=index, columns=columns)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return members
