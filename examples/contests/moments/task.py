"""Random ReLU networks, and how far estimated moments of their outputs are from the true ones."""

from collections.abc import Iterator

import numpy as np

from flopscope_eval.task import Case, Grade, Rng, Usage

SAMPLES = 100_000
"""For the reference: its own error is far below what a budget allows."""


def cases(split: str, rng: Rng, params: dict) -> Iterator[Case]:
    """Make networks with He-initialised weights."""
    width, depth = params["width"], params["depth"]
    for number in range(params["networks"]):
        name = f"{split}-{number}"
        random = rng(name)
        weights = list(random.normal(0, (2 / width) ** 0.5, (depth, width, width)))
        inputs = {"mlp.width": width, "mlp.weights": weights}
        yield Case(name, inputs, moments(weights, random.normal(size=(SAMPLES, width))))


def moments(weights: list[np.ndarray], x: np.ndarray) -> list[np.ndarray]:
    """Run samples through the network; give mean and variance of each output."""
    for w in weights:
        x = np.maximum(x @ w.T, 0)
    return [x.mean(axis=0), x.var(axis=0)]


def grade(case: Case, answer: tuple[np.ndarray, np.ndarray], usage: Usage) -> Grade:
    """Compare means and variances, each relative to the size of the true ones."""
    errors = [
        float(np.linalg.norm(a - b) / np.linalg.norm(b))
        for a, b in zip(answer, case.reference, strict=True)
    ]
    error = sum(errors) / 2
    return Grade(
        {"error": error, "mean_error": errors[0], "variance_error": errors[1]},
        passed=error < 1,
        message=f"error {error:.3g}",
    )
