"""What pages and exports show: rows that are made for one audience, and hold nothing else."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import msgspec

from flopscope_eval.contests.records import RunStatus
from flopscope_eval.judging.text import number
from flopscope_eval.store import query
from flopscope_eval.store.columns import decimal
from flopscope_eval.store.store import Store


class Kind(Enum):
    """Who reads the pages."""

    ORGANIZER = "organizer"
    PARTICIPANTS = "participants"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads the pages, and so what is in them.

    The organizer sees everything. Participants see scores, and cases of open splits without any text
    of a submission. An author sees the same, and the output of the author's own runs on open splits.
    Public splits are open from the start, all others when the contest has ended.
    """

    kind: Kind
    author: str = ""

    @classmethod
    def parse(cls, text: str) -> Audience:
        """Read ``organizer``, ``participants``, or ``author:NAME``."""
        kind, _, author = text.partition(":")
        try:
            audience = cls(Kind(kind), author)
        except ValueError:
            kinds = "organizer, participants, or author:NAME"
            raise ValueError(f"{text!r} is not an audience; it is {kinds}") from None
        if (audience.kind is Kind.AUTHOR) != bool(author):
            raise ValueError(f"{text!r}: an author's pages need author:NAME, the others no name")
        return audience

    def sees_cases(self, is_open: bool) -> bool:
        """Whether it sees cases of a split."""
        return is_open or self.kind is Kind.ORGANIZER

    def sees_text(self, is_open: bool, author: str) -> bool:
        """Whether it sees what an author's submission wrote."""
        return self.kind is Kind.ORGANIZER or (
            self.kind is Kind.AUTHOR and is_open and author == self.author
        )


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case of a run, as an audience may see it."""

    case: str
    group: str
    status: str
    score: float | None
    flops: str
    wall_s: float | None
    metrics: dict[str, float]
    message: str


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run of an entry on one split, as an audience may see it."""

    run_hash: str
    split: str
    round: str
    public: bool
    status: str
    score: float | None
    flops: str | None
    solved: int | None
    of: int | None
    cases: list[Case]
    operations: dict[str, str]
    message: str
    flags: list[str]
    stdout: str
    stderr: str
    results: list[dict[str, Any]]


class Row(msgspec.Struct, kw_only=True):
    """An entry on the leaderboard.

    Attributes
    ----------
    id
        Names its files: a hash.
    score, rank
        On public splits. Only final, scored entries that are not disqualified have a rank.
    private_score, private_rank, movement
        On private splits, rounded for participants; how many places it rises there.
    """

    id: str
    entry: int
    author: str
    name: str
    submitted_at: str
    bundle: str
    status: str
    score: float | None
    rank: int | None = None
    private_score: float | None
    private_rank: int | None = None
    movement: int | None = None
    flops: str | None
    solved: int | None
    of: int | None
    final: bool = False
    notice: str = ""
    runs: list[Run]


@dataclass
class Board:
    """A contest's results for an audience."""

    audience: Audience
    revision: dict[str, Any]
    title: str
    direction: str
    rows: list[Row]
    document: dict[str, Any] = field(default_factory=dict)

    @property
    def has_private(self) -> bool:
        """Whether any entry has a score on a private split."""
        return any(row.private_score is not None for row in self.rows)


def ended_switch(sha256: str) -> str:
    """Name the store's switch that says that the contest of a revision has ended."""
    return f"contest {sha256}"


def board(store: Store, audience: Audience, revision: str | None = None) -> Board:
    """Read a contest's results from the store, for an audience."""
    kept = query.revision(store, revision)
    document = kept["document"]
    texts = {}
    if audience.kind is not Kind.PARTICIPANTS:
        texts = query.outputs(store, kept["id"])
    made = Board(
        audience=audience,
        revision=kept["revision"],
        title=document.get("title") or kept["name"],
        direction=kept["revision"].get("direction", "max"),
        rows=[],
        document=_document(document, audience),
    )
    splits = document.get("splits", {})
    has_ended = store.control(ended_switch(kept["sha256"])) is not None
    digits = None if has_ended else document.get("board", {}).get("digits", 4)
    entries = query.results(store, kept["id"])
    shared = _shared_bundles(entries)
    states = query.states(store, kept["id"])
    for entry in entries:
        runs = [_run(run, entry, audience, splits, texts, has_ended) for run in entry["runs"]]
        state = states.get(entry["bundle"], Counter())
        made.rows.append(_row(entry, runs, audience, digits, shared, state))
    _choose_final(made, document.get("board", {}).get("final", "best"), entries)
    _rank(made)
    return made


def _row(
    entry: dict[str, Any],
    runs: list[Run],
    audience: Audience,
    digits: int | None,
    shared: set[str],
    state: Counter[str],
) -> Row:
    public = next((run for run in runs if run.public), None)
    private = next((run for run in runs if not run.public), None)
    shown = public or private
    private_score = private.score if private else None
    hides_private = digits is not None and audience.kind is not Kind.ORGANIZER
    if private_score is not None and hides_private:
        private_score = float(f"{private_score:.{digits}g}")
    notices = []
    if entry["disqualified"]:
        is_organizer = audience.kind is Kind.ORGANIZER
        notices.append(f"disqualified{': ' + entry['disqualified'] if is_organizer else ''}")
    if entry["bundle"] in shared:
        notices.append("another author submitted the same files")
    moment = entry["submitted_at"].isoformat(timespec="seconds")
    identity = f"{entry['author']}\0{entry['bundle']}\0{moment}\0{entry['id']}"
    return Row(
        id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:20],
        entry=entry["id"],
        author=entry["author"],
        name=entry["name"],
        submitted_at=moment,
        bundle=entry["bundle"],
        status=shown.status if shown else (next(iter(state), "not queued")),
        score=public.score if public else None,
        private_score=private_score,
        flops=shown.flops if shown else None,
        solved=shown.solved if shown else None,
        of=shown.of if shown else None,
        notice="; ".join(notices),
        runs=[run for run in runs if run.public or not hides_private],
    )


def _run(
    run: dict[str, Any],
    entry: dict[str, Any],
    audience: Audience,
    splits: dict[str, Any],
    texts: dict[int, dict[str, Any]],
    has_ended: bool,
) -> Run:
    is_public = bool(splits.get(run["split"], {}).get("public", False))
    sees_cases = audience.sees_cases(is_public or has_ended)
    sees_text = audience.sees_text(is_public or has_ended, entry["author"])
    cases = run["cases"] if sees_cases else []
    text = texts.get(run["run_id"], {}) if sees_text else {}
    return Run(
        run_hash=run["run_hash"],
        split=run["split"],
        round=run["round"],
        public=is_public,
        status=run["status"],
        score=run["score"],
        flops=decimal(run["flops"]) if sees_cases else None,
        solved=sum(case["status"] == "ok" for case in cases) if sees_cases else None,
        of=len(cases) if sees_cases else None,
        cases=[_case(case, sees_text) for case in cases],
        operations=_operations(cases),
        message=run["message"] if sees_text else "",
        flags=list(run["flags"]) if audience.kind is Kind.ORGANIZER else [],
        stdout=text.get("stdout", b"").decode(errors="backslashreplace"),
        stderr=text.get("stderr", b"").decode(errors="backslashreplace"),
        results=text.get("results", []) if audience.kind is Kind.ORGANIZER else [],
    )


def _case(case: dict[str, Any], sees_text: bool) -> Case:
    return Case(
        case=case["case_id"],
        group=case["case_group"],
        status=case["status"],
        score=case["score"],
        flops=decimal(case["flops"]),
        wall_s=case["wall_s"],
        metrics=case["metrics"],
        message=case["message"] if sees_text else "",
    )


def _operations(cases: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Add up FLOPs by operation, the costliest first."""
    total: Counter[str] = Counter()
    for case in cases:
        for name, flops in case["usage"].get("operations", {}).items():
            total[name] += int(flops)
    return {name: decimal(flops) for name, flops in total.most_common()}


def _document(document: dict[str, Any], audience: Audience) -> dict[str, Any]:
    """Give what an audience may read of the contest: everything in it is published anyway."""
    return {name: document[name] for name in ("rounds", "splits", "board") if name in document}


def _shared_bundles(entries: list[dict[str, Any]]) -> set[str]:
    authors: dict[str, set[str]] = {}
    for entry in entries:
        authors.setdefault(entry["bundle"], set()).add(entry["author"])
    return {bundle for bundle, names in authors.items() if len(names) > 1}


def _choose_final(board: Board, rule: str, entries: list[dict[str, Any]]) -> None:
    """Mark the entry of each author that counts: the best, the last, or the one they chose."""
    chosen = {entry["id"] for entry in entries if entry["chosen"]}
    disqualified = {entry["id"] for entry in entries if entry["disqualified"]}
    final: dict[str, Row] = {}
    for row in board.rows:
        if row.entry in disqualified or (rule == "chosen" and row.entry not in chosen):
            continue
        other = final.get(row.author)
        if other is None or _key(board, row, rule) < _key(board, other, rule):
            final[row.author] = row
    for row in final.values():
        row.final = True


def _key(board: Board, row: Row, rule: str) -> tuple[Any, ...]:
    if rule == "best":
        return (_order(board, row.score, row), row.submitted_at)
    # The last one counts, whatever came of it.
    return (tuple(-ord(character) for character in row.submitted_at), -row.entry)


def _order(board: Board, score: float | None, row: Row) -> tuple[float, int, str]:
    """Sort by score, then by FLOPs, then by time. Without a score an entry is last."""
    if score is None:
        return (math.inf, 0, row.submitted_at)
    sign = 1 if board.direction == "min" else -1
    return (sign * score, int(row.flops or 0), row.submitted_at)


def _rank(board: Board) -> None:
    ranked = [row for row in board.rows if row.final and row.status == RunStatus.SCORED]
    by_public = [row for row in ranked if row.score is not None]
    for place, row in enumerate(sorted(by_public, key=lambda r: _order(board, r.score, r)), 1):
        row.rank = place
    by_private = [row for row in ranked if row.private_score is not None]
    by_private.sort(key=lambda r: _order(board, r.private_score, r))
    for place, row in enumerate(by_private, 1):
        row.private_rank = place
        row.movement = row.rank - place if row.rank is not None else None
    board.rows.sort(key=lambda r: (r.rank is None, r.private_rank or r.rank or 0, r.entry))


def shown_flops(flops: str | None) -> str:
    """Give FLOPs as long as they can be read."""
    return "" if flops is None else number(int(flops))
