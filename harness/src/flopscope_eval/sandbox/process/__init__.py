"""The process sandbox: no daemon and no root; the kernel confines the participant's own process."""

from flopscope_eval.sandbox.process.sandbox import ProcessSandbox

__all__ = ["ProcessSandbox"]
