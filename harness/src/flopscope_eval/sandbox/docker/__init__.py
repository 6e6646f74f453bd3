"""The Docker sandbox: server and participant in a container each, with one socket between them."""

from flopscope_eval.sandbox.docker.sandbox import DockerSandbox

__all__ = ["DockerSandbox"]
