"""What other programs call: one run, from a path to a result."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from flopscope_eval._run.limits import Limits
from flopscope_eval._run.progress import Progress, Quiet
from flopscope_eval._run.sizes import parse_budget
from flopscope_eval._run.submission import Submission
from flopscope_eval.judging.judge import judge
from flopscope_eval.judging.reprice import policy_cpu_price
from flopscope_eval.judging.result import Result
from flopscope_eval.sandbox import AUTO, choose
from flopscope_eval.sandbox.interface import RunSpec


def run(
    submission: str | Path | Submission,
    budget: int | str,
    *,
    sandbox: str = AUTO,
    limits: Limits | None = None,
    policy: str | Path = "flops",
    also_policies: Sequence[str | Path] = (),
    cpu_price: int | None = None,
    seed: int | None = None,
    allow_unconfined: bool = False,
    runtime: str | None = None,
    modules: Sequence[str] = (),
    progress: Progress | None = None,
) -> Result:
    """Run a submission in a sandbox and score it.

    Parameters
    ----------
    submission
        A ``.py`` file, or a folder with ``submission.py`` and its data.
    budget
        FLOPs that the submission may spend: a whole number, or text as on the command line
        (``"1e6"``, ``"10_000"``).
    sandbox
        ``"docker"``, ``"process"``, or ``"auto"``: Docker where an engine answers.
    limits
        Time, memory and other limits; by default those of ``flopscope-eval run``.
    policy
        A policy's name, or the path of a policy file.
    also_policies
        Policies whose costs the result has as well.
    cpu_price
        FLOPs for each CPU second of the submission, in ``participant.effective_flops``; by default the
        policy's.
    seed
        The run's seed; by default a random one. The result names it.
    allow_unconfined
        Run even where the kernel cannot confine a process. Only for submissions that you trust.
    runtime
        In Docker: the engine's name of the runtime for the containers.
    modules
        Modules that a submission cannot import unless they are allowed: ``_hashlib``, ``_sqlite3``, ``_ssl``.
    progress
        Told what goes on.

    Returns
    -------
    Result
        Whatever the submission did: a failed run is a result too.

    Raises
    ------
    SubmissionRefused
        There is no submission at this path, or it cannot be run.
    SandboxUnavailable
        This host cannot run the sandbox; nothing was started.
    ValueError
        The budget or the seed is not a non-negative whole number.

    Examples
    --------
    >>> from flopscope_eval import Limits, run
    >>> result = run("submission.py", "1e9", limits=Limits(wall_time_s=60))  # doctest: +SKIP
    >>> result.status, result.score.flops_used  # doctest: +SKIP
    (<Status.OK: 'ok'>, 2294024)
    """
    if not isinstance(submission, Submission):
        submission = Submission.load(Path(submission))
    if seed is None:
        seed = secrets.randbelow(2**63)
    elif seed < 0:
        raise ValueError(f"the seed must not be negative, and is {seed}")
    spec = RunSpec(
        run_id=secrets.token_hex(8),
        submission=submission,
        budget=parse_budget(str(budget)),
        limits=limits or Limits(),
        policy=policy,
        also_policies=tuple(also_policies),
        cpu_price=policy_cpu_price(policy) if cpu_price is None else cpu_price,
        seed=seed,
        allow_unconfined=allow_unconfined,
        runtime=runtime,
        modules=tuple(modules),
    )
    return judge(
        spec, choose(sandbox if runtime is None else "docker"), progress or Quiet()
    ).result()
