"""What machine this is, and what else it did while something was measured."""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")

_TICK = os.sysconf("SC_CLK_TCK")
_LISTENING_S = 0.5
_LOUD = 0.05
"""Share of the machine's time from which what others take can be seen in the numbers."""


@dataclass(frozen=True)
class Noise:
    """What disturbed a measurement.

    Attributes
    ----------
    seconds : float
        How long it lasted.
    load_before, load_after : float
        The load average of a minute, which includes what is measured.
    others : float
        Share of all cores' time that other processes took, while it lasted or right before and after.
    stolen : float
        Share that the hypervisor gave to other machines.
    preemptions : int
        How often a measuring process had to make room for another (``ru_nivcsw``).
    """

    seconds: float
    load_before: float
    load_after: float
    others: float
    stolen: float
    preemptions: int

    @property
    def is_loud(self) -> bool:
        """Whether the numbers are likely to show it."""
        return self.others + self.stolen > _LOUD

    def __str__(self) -> str:
        verdict = "noisy" if self.is_loud else "quiet"
        return (
            f"{verdict}: other processes took {self.others:.1%} of the machine, "
            f"the hypervisor {self.stolen:.1%}; "
            f"load average {self.load_before:.1f} before, {self.load_after:.1f} after; "
            f"{self.preemptions:,} preemptions in {self.seconds:.0f} s"
        )

    def to_dict(self) -> dict[str, Any]:
        """Give plain data."""
        return asdict(self)


def listened(work: Callable[[], Result], around: bool = False) -> tuple[Result, Noise]:
    """Do something, and give what disturbed it.

    Parameters
    ----------
    work : callable
        Has ended all processes that it started when it returns.
    around : bool, optional
        Listen to others before and after instead, since the work is partly theirs.
    """
    quiet = [_ambient()] if around else []
    listener = Listener()
    done = work()
    heard = listener.heard()
    if around:
        quiet.append(_ambient())
        heard = replace(heard, others=sum(quiet) / 2)
    return done, heard


def _ambient() -> float:
    """Give the share that others take while this process does nothing."""
    listener = Listener()
    time.sleep(_LISTENING_S)
    return listener.heard().others


class Listener:
    """Hears noise from its making on."""

    def __init__(self) -> None:
        self._load = os.getloadavg()[0]
        self._started = self._now()

    def heard(self) -> Noise:
        """Give what there was until now, once all measuring processes have ended."""
        then, now = self._started, self._now()
        passed = {name: now[name] - then[name] for name in then}
        whole = passed["clock"] * (os.cpu_count() or 1)
        return Noise(
            seconds=passed["clock"],
            load_before=self._load,
            load_after=os.getloadavg()[0],
            others=max(0.0, passed["busy"] - passed["ours"]) / whole,
            stolen=passed["stolen"] / whole,
            preemptions=int(passed["preemptions"]),
        )

    @staticmethod
    def _now() -> dict[str, float]:
        fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
        user, nice, system, _, _, irq, soft_irq, stolen = (int(field) / _TICK for field in fields)
        used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return {
            "clock": time.monotonic(),
            "busy": user + nice + system + irq + soft_irq,
            "stolen": stolen,
            "ours": sum(u.ru_utime + u.ru_stime for u in used),
            "preemptions": float(sum(u.ru_nivcsw for u in used)),
        }


def facts() -> dict[str, Any]:
    """Describe the machine and the versions of what runs on it."""
    import numpy
    import zmq

    blas = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "system": f"{platform.system()} {platform.release()}",
        "cpu": f"{_cpu()}, {os.cpu_count()} cores, {platform.machine()}",
        "governor": _read(Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "numpy": numpy.__version__,
        "blas": f"{blas['name']} {blas['version']}",
        "pyzmq": f"{zmq.__version__}, libzmq {zmq.zmq_version()}",
        "msgpack": version("msgpack"),
        "flopscope": version("flopscope"),
    }


def _cpu() -> str:
    for line in _read(Path("/proc/cpuinfo")).splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return "not readable"
